package org.commonwatch.ledger.follow;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.commonwatch.ledger.disk.Disk;
import org.commonwatch.ledger.note.NoteKey;
import org.commonwatch.ledger.policy.Policy;

/**
 * What a follower is made of.
 *
 * @param disk where {@code directory} lies
 * @param directory the log's folder, made when missing; one process at a time opens it (the caller holds the lock)
 * @param origin names the log; a log key of the policy has this name
 * @param policy whose quorum makes a checkpoint final
 * @param sources asked anew whenever something is to be fetched, tried in this order
 * @param check looks at each entry
 * @param fetchers runs fetches, a bounded number at a time; each blocks its thread
 * @param formerKeys log keys that an earlier policy named: a checkpoint that is here already may be signed with one
 */
public record FollowSettings(
        Disk disk,
        Path directory,
        String origin,
        Policy policy,
        Supplier<List<LogSource>> sources,
        EntryCheck check,
        Executor fetchers,
        List<NoteKey> formerKeys) {
    public FollowSettings {
        formerKeys = List.copyOf(formerKeys);
    }

    /** Of a log whose policy always named the same keys. */
    public FollowSettings(
            Disk disk,
            Path directory,
            String origin,
            Policy policy,
            Supplier<List<LogSource>> sources,
            EntryCheck check,
            Executor fetchers) {
        this(disk, directory, origin, policy, sources, check, fetchers, List.of());
    }
}
