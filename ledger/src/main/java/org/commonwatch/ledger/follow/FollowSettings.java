package org.commonwatch.ledger.follow;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.commonwatch.ledger.disk.Disk;
import org.commonwatch.ledger.note.Checkpoint;
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
 * @param start of a log whose keys are new: a tree that was final under the keys before, whose entries lie in
 *     {@code directory} already; empty for the empty tree
 */
public record FollowSettings(
        Disk disk,
        Path directory,
        String origin,
        Policy policy,
        Supplier<List<LogSource>> sources,
        EntryCheck check,
        Executor fetchers,
        List<NoteKey> formerKeys,
        Optional<Checkpoint> start) {
    public FollowSettings {
        formerKeys = List.copyOf(formerKeys);
    }

    /** Of a log from its beginning, whose policy always named the same keys. */
    public FollowSettings(
            Disk disk,
            Path directory,
            String origin,
            Policy policy,
            Supplier<List<LogSource>> sources,
            EntryCheck check,
            Executor fetchers) {
        this(disk, directory, origin, policy, sources, check, fetchers, List.of(), Optional.empty());
    }
}
