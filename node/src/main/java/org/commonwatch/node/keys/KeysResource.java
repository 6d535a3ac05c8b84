package org.commonwatch.node.keys;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.keys.KeyId;
import org.commonwatch.ledger.note.NoteKey;
import org.commonwatch.node.access.Allow;
import org.commonwatch.node.access.Right;
import org.commonwatch.node.membership.Communities;
import org.commonwatch.node.membership.Fingerprint;
import org.commonwatch.node.membership.KeyReason;
import org.commonwatch.node.spine.Identity;
import org.commonwatch.node.spine.Log;
import org.jspecify.annotations.Nullable;

/** This organisation's keys over the JSON API: which one speaks where, and changing them. */
@Path("/api/v1/keys")
@Allow(Right.OWNER)
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class KeysResource {
    private final KeyChange change;
    private final Identity self;
    private final Communities communities;
    private final CosignerKeys cosigners;

    @Inject
    KeysResource(KeyChange change, Identity self, Communities communities, CosignerKeys cosigners) {
        this.change = change;
        this.self = self;
        this.communities = communities;
        this.cosigners = cosigners;
    }

    /**
     * @param until entry from which on it counts no more; -1 for the one in use
     * @param reason why it does not; empty for the one in use
     */
    public record Key(String fingerprint, long since, long until, String reason) {}

    /**
     * @param counts id of the key whose signatures make entries final; empty when none of this organisation's do
     * @param stated id of the key that the log says it cosigns with; empty when it has said none
     * @param changing whether the stated one is still to count in place of the other
     */
    public record Cosigns(String counts, String stated, boolean changing) {}

    /** @param changing whether the newest key is still to count */
    public record Speaks(String community, boolean changing, List<Key> keys, Cosigns cosigner) {
        public Speaks {
            keys = List.copyOf(keys);
        }
    }

    /**
     * @param fingerprint of the newest key
     * @param changes how often keys were changed
     * @param changesMax how often they can be
     * @param cosigner id of the newest key with which this node cosigns
     */
    @JsonNaming(SnakeCaseStrategy.class)
    public record Keys(
            String name, String fingerprint, int changes, int changesMax, String cosigner, List<Speaks> communities) {
        public Keys {
            communities = List.copyOf(communities);
        }
    }

    @GET
    public Keys keys() throws Refused {
        List<Speaks> speaks = new ArrayList<>();
        for (Log log : change.concerned()) {
            speaks.add(speaks(log));
        }
        return new Keys(
                self.name(),
                Fingerprint.of(self.key().key().id()),
                self.handovers().size(),
                KeyChange.CHANGES_MAX,
                CosignerKeys.id(self.cosigner().key()),
                speaks);
    }

    /**
     * @param reason {@code rotated} or {@code compromised}; rotated when absent
     * @param cosigner change the key with which this node cosigns as well
     * @param preview say where keys would change, and change nothing
     */
    public record Change(@Nullable String reason, boolean cosigner, boolean preview) {}

    @POST
    @Path("changes")
    public Keys change(Change asked) throws Refused {
        String word = Optional.ofNullable(asked.reason()).orElse(KeyReason.ROTATED.word());
        KeyReason reason = KeyReason.of(word)
                .filter(one -> one != KeyReason.LOST)
                .orElseThrow(() -> Refusal.of(
                                "keys-reason", "/reason", "Own keys are changed as rotated or compromised.", word)
                        .toException());
        if (!asked.preview()) {
            change.begin(reason, asked.cosigner());
        }
        return keys();
    }

    private Speaks speaks(Log log) throws Refused {
        List<Key> keys = communities.keys(log, self.name()).stream()
                .map(key -> new Key(
                        Fingerprint.of(id(key.key())), key.since(), key.until().orElse(-1L), key.reason()))
                .toList();
        return new Speaks(log.name(), self.changing().contains(log.name()), keys, cosigns(log));
    }

    private Cosigns cosigns(Log log) throws Refused {
        CosignerKeys.Standing standing = cosigners.of(log);
        return new Cosigns(
                standing.counts().map(CosignerKeys::id).orElse(""),
                standing.stated().map(CosignerKeys::id).orElse(""),
                standing.changing());
    }

    private static KeyId id(String key) {
        try {
            return NoteKey.parse(key).key().id();
        } catch (Refused e) {
            throw new IllegalStateException("an applied key no longer reads", e);
        }
    }
}
