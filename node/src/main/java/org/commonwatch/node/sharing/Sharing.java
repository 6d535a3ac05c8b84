package org.commonwatch.node.sharing;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.commonwatch.kernel.Limits;
import org.commonwatch.node.policy.Space;
import org.commonwatch.node.sharing.SharingCommand.Target;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.Recipients;
import org.commonwatch.node.spine.Spine;
import org.commonwatch.node.spine.Submission;
import org.commonwatch.stix.StixObject;

/** The acts of this slice: put objects into a log, take them back, put them back. Each is one statement or a few. */
@ApplicationScoped
public class Sharing {
    /** How long an act waits to be final and applied before it is answered as pending. */
    public static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Spine spine;

    @Inject
    Sharing(Spine spine) {
        this.spine = spine;
    }

    /** Puts objects into a log, split into as many statements as {@link Limits} ask for, in order. */
    public List<Submission> put(Log log, List<StixObject> objects, SharingCommand.Objects command) {
        return put(log, Recipients.EVERYONE, objects, command);
    }

    /** @param recipients to whom they are sealed; what is TLP:CLEAR and meant for everyone is not */
    public List<Submission> put(
            Log log, Recipients recipients, List<StixObject> objects, SharingCommand.Objects command) {
        List<Submission> submissions = new ArrayList<>();
        int from = 0;
        while (from < objects.size()) {
            int to = end(objects, from);
            List<StixObject> part = objects.subList(from, to);
            submissions.add(
                    spine.submit(log, sealedTo(log, recipients, part), SharingRules.OBJECTS, 1, command.body(), part));
            from = to;
        }
        return submissions;
    }

    private static Recipients sealedTo(Log log, Recipients recipients, List<StixObject> objects) {
        boolean clear = log.space() == Space.COMMUNITY
                && recipients instanceof Recipients.Everyone
                && objects.stream().allMatch(Markings::isClear);
        return clear ? Recipients.IN_CLEAR : recipients;
    }

    public List<Submission> recall(Log log, List<Item> items, String reason) {
        List<Submission> submissions = new ArrayList<>();
        for (List<Target> targets : targets(items)) {
            submissions.add(spine.submit(
                    log, SharingRules.RECALL, 1, new SharingCommand.Recall(targets, reason).body(), List.of()));
        }
        return submissions;
    }

    public List<Submission> reinstate(Log log, List<Item> items) {
        List<Submission> submissions = new ArrayList<>();
        for (List<Target> targets : targets(items)) {
            submissions.add(spine.submit(
                    log, SharingRules.REINSTATE, 1, new SharingCommand.Reinstate(targets).body(), List.of()));
        }
        return submissions;
    }

    /** Waits for all of them together; whether all are final and applied. */
    public static boolean await(List<Submission> submissions, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        boolean all = true;
        for (Submission submission : submissions) {
            all &= submission.await(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
        }
        return all;
    }

    private static int end(List<StixObject> objects, int from) {
        long bytes = 0;
        int to = from;
        while (to < objects.size() && to - from < Limits.STATEMENT_OBJECTS_MAX) {
            bytes += objects.get(to).bytes().length;
            if (bytes > Limits.STATEMENT_PAYLOAD_BYTES_MAX && to > from) {
                break;
            }
            to++;
        }
        return to;
    }

    /** Groups items by entry, in chunks that fit a leaf. */
    private static List<List<Target>> targets(List<Item> items) {
        Map<Long, List<Integer>> byEntry = items.stream()
                .map(Item::key)
                .sorted((a, b) -> Long.compare(a.toLong(), b.toLong()))
                .collect(Collectors.groupingBy(
                        key -> key.entry(),
                        TreeMap::new,
                        Collectors.mapping(key -> key.position(), Collectors.toList())));
        List<List<Target>> chunks = new ArrayList<>();
        List<Target> chunk = new ArrayList<>();
        int positions = 0;
        for (Map.Entry<Long, List<Integer>> entry : byEntry.entrySet()) {
            int from = 0;
            List<Integer> all = entry.getValue();
            while (from < all.size()) {
                int to = Math.min(all.size(), from + Target.POSITIONS_MAX - positions);
                chunk.add(new Target(entry.getKey(), all.subList(from, to)));
                positions += to - from;
                from = to;
                if (positions == Target.POSITIONS_MAX || chunk.size() == Target.TARGETS_MAX) {
                    chunks.add(chunk);
                    chunk = new ArrayList<>();
                    positions = 0;
                }
            }
        }
        if (!chunk.isEmpty()) {
            chunks.add(chunk);
        }
        return chunks;
    }
}
