package org.commonwatch.node.succession;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.commonwatch.kernel.BoundedJson;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.node.Address;
import org.commonwatch.node.community.Peer;
import org.commonwatch.node.community.Peers;
import org.commonwatch.node.membership.Communities;
import org.commonwatch.node.membership.Communities.Member;
import org.commonwatch.node.outbound.Reply;
import org.commonwatch.node.spine.Identity;
import org.commonwatch.node.spine.Log;

/** Asks the members' nodes about succession, some at a time, and tells them that there is something new. */
@ApplicationScoped
class Members {
    /** Nodes asked at the same time: a community has at most 32 members. */
    private static final int ASKED_MAX = 8;

    private final Peers peers;
    private final Communities communities;
    private final Identity self;
    private final Address address;
    private final ExecutorService threads = Executors.newFixedThreadPool(
            ASKED_MAX, Thread.ofPlatform().daemon().name("succession-", 0).factory());

    @Inject
    Members(Peers peers, Communities communities, Identity self, Address address) {
        this.peers = peers;
        this.communities = communities;
        this.self = self;
        this.address = address;
    }

    /** What a member's node said, or why it said nothing that could be used. */
    record Answer<T>(Peer peer, Optional<T> said, String trouble) {}

    /** Something to ask of one node. */
    @FunctionalInterface
    interface Question<T> {
        T ask(Peer peer) throws IOException, InterruptedException, Refused;
    }

    <T> List<Answer<T>> all(Log log, Question<T> question) throws InterruptedException {
        List<Peer> asked = peers.of(log);
        List<Callable<Answer<T>>> work = new ArrayList<>();
        asked.forEach(peer -> work.add(() -> one(peer, question)));
        List<Answer<T>> answers = new ArrayList<>();
        for (Future<Answer<T>> answer : threads.invokeAll(work)) {
            try {
                answers.add(answer.get());
            } catch (ExecutionException e) {
                throw new IllegalStateException("asking a member's node", e.getCause());
            }
        }
        return answers;
    }

    private static <T> Answer<T> one(Peer peer, Question<T> question) throws InterruptedException {
        try {
            return new Answer<>(peer, Optional.of(question.ask(peer)), "");
        } catch (IOException silent) {
            return new Answer<>(peer, Optional.empty(), String.valueOf(silent.getMessage()));
        } catch (Refused wrong) {
            return new Answer<>(peer, Optional.empty(), wrong.refusal().toString());
        }
    }

    /** The keys of a member for an epoch, as its node gives them and it has signed them. */
    KeyOffer keys(Peer peer, Log log, long epoch) throws IOException, InterruptedException, Refused {
        byte[] body = get(peer, log, "succession/keys/" + epoch, KeyOffer.BYTES_MAX);
        KeyOffer offer = KeyOffer.read(BoundedJson.parse(body));
        Member member = communities
                .member(log, peer.name())
                .orElseThrow(() -> Refusal.of("member-unknown", "", "It is no member any more.", peer.name())
                        .toException());
        offer.verify(member.organisation(), log.origin(), epoch);
        return offer;
    }

    KeyOffer ownKeys(Log log, long epoch) throws Refused {
        return KeyOffer.own(self, log, epoch, address.url());
    }

    /** Bytes below {@code /ledger/NAME/} of a member's node. */
    static byte[] get(Peer peer, Log log, String path, int bytesMax) throws IOException, InterruptedException {
        Reply reply = peer.get("/ledger/" + log.name() + "/" + path, bytesMax, Peer.ANSWER_MAX);
        if (reply.status() != 200) {
            throw new IOException(peer + " answered " + path + " with status " + reply.status());
        }
        return reply.body();
    }

    /** Tells the members' nodes to look here; whoever does not hear it looks by itself later. */
    void tell(Log log) {
        peers.of(log)
                .forEach(peer -> threads.execute(() -> {
                    try {
                        var _ = peer.post(
                                "/ledger/" + log.name() + "/succession",
                                new byte[0],
                                "application/octet-stream",
                                Peers.ANSWER_BYTES_MAX,
                                Peer.ANSWER_MAX);
                    } catch (IOException silent) {
                        // It looks by itself.
                        return;
                    } catch (InterruptedException stopped) {
                        Thread.currentThread().interrupt();
                    }
                }));
    }
}
