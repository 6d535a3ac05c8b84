package org.commonwatch.node.community;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.commonwatch.kernel.BoundedJson;
import org.commonwatch.kernel.Refused;
import org.commonwatch.node.council.OtherSeats;
import org.commonwatch.node.membership.Communities;
import org.commonwatch.node.outbound.Reply;
import org.commonwatch.node.spine.Log;

/** Asks other members' nodes whom they count as nodes of the council. */
@Singleton
class SeatsOverHttp implements OtherSeats {
    /** A few names. */
    private static final int ANSWER_BYTES_MAX = 16 * 1024;

    private final Following following;
    private final Communities communities;

    @Inject
    SeatsOverHttp(Following following, Communities communities) {
        this.following = following;
        this.communities = communities;
    }

    @Override
    public Optional<List<String>> of(Log log, String member) {
        Optional<URI> url = communities
                .member(log, member)
                .flatMap(known -> known.organisation().urls().stream().findFirst());
        return url.flatMap(base -> ask(following.peer(member, base), log));
    }

    private static Optional<List<String>> ask(Peer peer, Log log) {
        try {
            Reply reply = peer.get("/ledger/" + log.name() + "/council", ANSWER_BYTES_MAX, Peer.ANSWER_MAX);
            if (reply.status() != 200) {
                return Optional.empty();
            }
            JsonNode answer = BoundedJson.parse(reply.body());
            List<String> names = new ArrayList<>();
            answer.path("seats").forEach(name -> names.add(name.asText()));
            return answer.path("agreed").asBoolean() ? Optional.of(names) : Optional.empty();
        } catch (IOException | Refused silent) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
