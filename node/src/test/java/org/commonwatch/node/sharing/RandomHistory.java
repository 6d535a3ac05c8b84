package org.commonwatch.node.sharing;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.commonwatch.ledger.erase.EraseOrder;
import org.commonwatch.node.erasure.ErasureParts;
import org.commonwatch.node.spine.ItemKey;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.Shredder;
import org.commonwatch.node.spine.Submission;
import org.commonwatch.stix.StixObject;

/**
 * A node's life by seed: objects, new versions, duplicates, recalls, recalls taken back, erasures, and entries that are void,
 * in several logs in turn. Keeps a naive model of every claim beside it.
 */
final class RandomHistory {
    /** Few ids, so that versions, duplicates and recalls meet. */
    private static final int IDS = 40;

    private static final int VERSIONS = 5;
    private static final int OBJECTS_MAX = 25;

    private record Claim(long key, String id, String modified, boolean recalled) {
        Claim recalled(boolean now) {
            return new Claim(key, id, modified, now);
        }
    }

    private final Random dice;
    private final Map<String, Map<Long, Claim>> claims = new TreeMap<>();
    private final List<Shredder.Applied> ordered = new ArrayList<>();
    private long voids;

    RandomHistory(long seed) {
        this.dice = new Random(seed);
    }

    /** Does {@code steps} things, waiting for each. */
    void live(SharingFixture node, List<Log> logs, int steps) {
        for (int step = 0; step < steps; step++) {
            Log log = logs.get(dice.nextInt(logs.size()));
            switch (dice.nextInt(9)) {
                case 0 -> recall(node, log, true);
                case 1 -> recall(node, log, false);
                case 2 -> beVoid(node, log);
                case 3 -> erase(node, log);
                default -> put(node, log);
            }
        }
    }

    /** Entries that were written and must change nothing. */
    long voids() {
        return voids;
    }

    private Map<Long, Claim> claims(Log log) {
        return claims.computeIfAbsent(log.name(), any -> new TreeMap<>());
    }

    private void put(SharingFixture node, Log log) {
        List<StixObject> objects = new ArrayList<>();
        int count = 1 + dice.nextInt(OBJECTS_MAX);
        for (int i = 0; i < count; i++) {
            objects.add(SharingFixture.indicator(dice.nextInt(IDS), dice.nextInt(VERSIONS)));
        }
        List<Submission> done =
                node.sharing.put(log, objects, new SharingCommand.Objects("b-" + dice.nextInt(9), "a test", "stix"));
        node.await(done);
        long entry = done.getFirst().applied().join();
        for (int i = 0; i < count; i++) {
            long key = new ItemKey(log.number(), entry, i).toLong();
            StixObject object = objects.get(i);
            claims(log)
                    .put(
                            key,
                            new Claim(key, object.id(), object.text("modified").orElseThrow(), false));
        }
    }

    private void recall(SharingFixture node, Log log, boolean recall) {
        List<Item> targets = new ArrayList<>();
        for (Claim claim : List.copyOf(claims(log).values())) {
            if (dice.nextInt(6) == 0) {
                targets.add(new Item(ItemKey.of(claim.key()), claim.id(), "indicator", OptionalLong.empty(), 0, 0, 0));
                claims(log).put(claim.key(), claim.recalled(recall));
            }
        }
        if (!targets.isEmpty()) {
            node.await(recall ? node.sharing.recall(log, targets, "by dice") : node.sharing.reinstate(log, targets));
        }
    }

    /** Some claims, or all of an entry. Sometimes the order stands in the log and its payloads are not erased yet. */
    private void erase(SharingFixture node, Log log) {
        Map<Long, List<Integer>> positions = new TreeMap<>();
        for (long key : List.copyOf(claims(log).keySet())) {
            if (dice.nextInt(12) == 0) {
                ItemKey item = ItemKey.of(key);
                positions
                        .computeIfAbsent(item.entry(), any -> new ArrayList<>())
                        .add(item.position());
            }
        }
        List<EraseOrder.Target> targets = new ArrayList<>();
        positions.forEach((entry, some) -> {
            boolean whole = dice.nextInt(3) == 0;
            targets.add(new EraseOrder.Target(entry, whole ? List.of() : some));
            claims(log)
                    .keySet()
                    .removeIf(key -> ItemKey.of(key).entry() == entry
                            && (whole || some.contains(ItemKey.of(key).position())));
        });
        if (targets.isEmpty()) {
            return;
        }
        Submission order = ErasureParts.order(node.node.spine(), log, targets);
        node.await(List.of(order));
        ordered.add(new Shredder.Applied(log, order.applied().join()));
        if (dice.nextBoolean()) {
            carryOut(node);
        }
    }

    /** Erases what was ordered. */
    void carryOut(SharingFixture node) {
        node.node.shredder().shred(ordered);
        ordered.clear();
    }

    private void beVoid(SharingFixture node, Log log) {
        Submission submission = switch (dice.nextInt(3)) {
            case 0 ->
                node.node.spine().submit(log, "nobody.knows", 1, JsonNodeFactory.instance.objectNode(), List.of());
            case 1 ->
                node.node.spine().submit(log, SharingRules.RECALL, 1, JsonNodeFactory.instance.objectNode(), List.of());
            default ->
                node.node
                        .spine()
                        .submit(
                                log,
                                SharingRules.OBJECTS,
                                1,
                                new SharingCommand.Objects("b-0", "no payload", "stix").body(),
                                List.of());
        };
        submission
                .applied()
                .exceptionally(asExpected -> -1L)
                .orTimeout(180, java.util.concurrent.TimeUnit.SECONDS)
                .join();
        voids++;
    }

    /** Keys of what stands for each version, by the plainest reading of the rules, in order. */
    List<Long> versions(Log log) {
        Map<String, List<Claim>> byId = claims(log).values().stream().collect(Collectors.groupingBy(Claim::id));
        List<Long> keys = new ArrayList<>();
        byId.values().forEach(same -> {
            List<Claim> standing =
                    same.stream().filter(claim -> !claim.recalled()).toList();
            Map<String, Long> firstOfVersion = new HashMap<>();
            standing.forEach(claim -> firstOfVersion.merge(claim.modified(), claim.key(), Math::min));
            keys.addAll(firstOfVersion.values());
        });
        return keys.stream().sorted().toList();
    }

    /** Keys of the latest version of each object. */
    List<Long> latest(Log log) {
        Map<String, List<Claim>> byId = claims(log).values().stream()
                .filter(claim -> !claim.recalled())
                .collect(Collectors.groupingBy(Claim::id));
        return byId.values().stream()
                .map(same -> {
                    Optional<String> newest = same.stream().map(Claim::modified).max(Comparator.naturalOrder());
                    return same.stream()
                            .filter(claim -> claim.modified().equals(newest.orElseThrow()))
                            .mapToLong(Claim::key)
                            .min()
                            .orElseThrow();
                })
                .sorted()
                .toList();
    }
}
