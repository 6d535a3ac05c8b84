package org.commonwatch.node.community;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.policy.Policy;
import org.commonwatch.node.membership.Communities;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.Logs;

/** Which cosignatures make entries of a community final. */
@ApplicationScoped
class Quorums {
    private final Communities communities;
    private final Logs logs;

    @Inject
    Quorums(Communities communities, Logs logs) {
        this.communities = communities;
        this.logs = logs;
    }

    /** As the log says now. */
    Policy policy(Log log) throws Refused {
        Optional<String> stated = communities.of(log).flatMap(Communities.Community::policy);
        return stated.isPresent()
                ? Policy.parse(stated.orElseThrow().getBytes(StandardCharsets.UTF_8))
                : Policy.unwitnessed(logs.keys(log).checkpoint());
    }

    /**
     * How near the newest entries are to be final.
     *
     * @param size of the newest final checkpoint that this node holds
     * @param finality {@code final}, or whom it waits for
     */
    record View(long size, String finality, Map<String, Cosigning> cosigners) {
        Optional<Cosigning> of(String member) {
            return Optional.ofNullable(cosigners.get(member));
        }
    }

    /** One cosigner; sizes are -1 when this node does not know them. */
    record Cosigning(long held, long lag, String trouble) {}

    View view(Log log) {
        return new View(logs.reader(log).size(), "final", Map.of());
    }

    /** Members came or went. */
    void changed(Log log) {}
}
