package org.commonwatch.stix.pattern;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.commonwatch.kernel.Refused;

/**
 * Observations as supply: may these demands be met when observation i serves at most {@code counts[i]} of them?
 *
 * <p>A maximum flow by shortest augmenting paths (Edmonds and Karp, 1972) over demands and observations; demands with the
 * same candidates are one. Cost O(D^2 x O x (D + O)) for D different demands and O observations at worst; with one kind of
 * demand, one pass.
 */
final class Supply {
    /** {@code amount} observations out of {@code candidates}, counting repeated sights. */
    record Demand(BitSet candidates, long amount) {}

    private final long[] counts;
    private final Budget budget;

    Supply(long[] counts, Budget budget) {
        this.counts = counts;
        this.budget = budget;
    }

    /** The observations used when all demands are met, or nothing when they cannot be. */
    Optional<BitSet> settle(List<Demand> demands) throws Refused {
        budget.steps(counts.length / 8);
        Map<BitSet, Long> merged = new LinkedHashMap<>();
        for (Demand demand : demands) {
            budget.steps(1 + demand.candidates().size() / 64);
            merged.merge(demand.candidates(), demand.amount(), Supply::plus);
        }
        Flow flow = new Flow(List.copyOf(merged.keySet()));
        int at = 0;
        for (long amount : merged.values()) {
            if (!flow.supply(at++, amount)) {
                return Optional.empty();
            }
        }
        return Optional.of(flow.used());
    }

    private static long plus(long a, long b) {
        return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
    }

    private final class Flow {
        private final List<BitSet> candidates;
        private final long[] left = counts.clone();

        /** What each observation serves: demand to amount; only for observations in use. */
        private final Map<Integer, Map<Integer, Long>> serves = new HashMap<>();

        Flow(List<BitSet> candidates) {
            this.candidates = candidates;
        }

        BitSet used() {
            BitSet used = new BitSet();
            serves.forEach((observation, served) -> {
                if (!served.isEmpty()) {
                    used.set(observation);
                }
            });
            return used;
        }

        /** Serves one more demand, moving earlier ones where that helps. */
        boolean supply(int demand, long amount) throws Refused {
            long wanted = amount;
            BitSet mine = candidates.get(demand);
            for (int i = mine.nextSetBit(0); i >= 0 && wanted > 0; i = mine.nextSetBit(i + 1)) {
                budget.steps(1);
                long given = Math.min(wanted, left[i]);
                if (given > 0) {
                    give(i, demand, given);
                    left[i] -= given;
                    wanted -= given;
                }
            }
            while (wanted > 0) {
                long given = augment(demand, wanted);
                if (given == 0) {
                    return false;
                }
                wanted -= given;
            }
            return true;
        }

        /** Breadth first from {@code start} to an observation with something left; shifts along the way. */
        private long augment(int start, long wanted) throws Refused {
            int[] reachedBy = new int[counts.length];
            int[] takenFrom = new int[candidates.size()];
            Arrays.fill(reachedBy, -1);
            Arrays.fill(takenFrom, -1);
            Deque<Integer> open = new ArrayDeque<>(List.of(start));
            while (!open.isEmpty()) {
                int demand = open.remove();
                BitSet mine = candidates.get(demand);
                for (int i = mine.nextSetBit(0); i >= 0; i = mine.nextSetBit(i + 1)) {
                    budget.steps(1);
                    if (reachedBy[i] >= 0) {
                        continue;
                    }
                    reachedBy[i] = demand;
                    if (left[i] > 0) {
                        return shift(start, i, wanted, reachedBy, takenFrom);
                    }
                    for (int other : serves.getOrDefault(i, Map.of()).keySet()) {
                        if (other != start && takenFrom[other] < 0) {
                            takenFrom[other] = i;
                            open.add(other);
                        }
                    }
                }
            }
            return 0;
        }

        private long shift(int start, int end, long wanted, int[] reachedBy, int[] takenFrom) {
            long given = Math.min(wanted, left[end]);
            List<int[]> moves = new ArrayList<>();
            for (int demand = reachedBy[end]; demand != start; demand = reachedBy[takenFrom[demand]]) {
                int from = takenFrom[demand];
                given = Math.min(given, served(from, demand));
                moves.add(new int[] {from, demand});
            }
            left[end] -= given;
            int to = end;
            for (int[] move : moves) {
                give(to, move[1], given);
                give(move[0], move[1], -given);
                to = move[0];
            }
            give(to, start, given);
            return given;
        }

        private long served(int observation, int demand) {
            return serves.getOrDefault(observation, Map.of()).getOrDefault(demand, 0L);
        }

        private void give(int observation, int demand, long amount) {
            Map<Integer, Long> served = serves.computeIfAbsent(observation, _ -> new HashMap<>());
            long total = served.getOrDefault(demand, 0L) + amount;
            if (total == 0) {
                served.remove(demand);
            } else {
                served.put(demand, total);
            }
        }
    }
}
