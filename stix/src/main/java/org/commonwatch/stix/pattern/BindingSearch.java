package org.commonwatch.stix.pattern;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Function;
import org.commonwatch.kernel.Refused;
import org.commonwatch.stix.pattern.BindingPlan.All;
import org.commonwatch.stix.pattern.BindingPlan.Any;
import org.commonwatch.stix.pattern.BindingPlan.Chain;
import org.commonwatch.stix.pattern.BindingPlan.One;
import org.commonwatch.stix.pattern.BindingPlan.Times;
import org.commonwatch.stix.pattern.BindingPlan.Window;
import org.jspecify.annotations.Nullable;

/**
 * Finds observations for the expressions of a pattern, no sight used twice.
 *
 * <p>Trying tuples of observations grows as observations to the power of expressions. Instead every rule that ties
 * expressions together is turned into a choice that unties them: for OR, which operand; for WITHIN, the earliest last sight
 * x among those bound, after which each bound observation must touch [x, x + d] by itself; for FOLLOWEDBY, the latest first
 * sight x on the left, after which each on the left must have begun by x and each on the right must not have ended before
 * x. START/STOP ties nothing. Once all choices are made there remain expressions with their own candidates and demands,
 * which {@link Supply} settles as a flow. It is also asked after each choice, with the undecided part relaxed, so that
 * hopeless choices die at once; OR over single observations is no choice at all, their candidates are joined.
 *
 * <p>Cost: choices are observations to the power of WITHINs and FOLLOWEDBYs (not of expressions) at worst, bounded by
 * {@link Budget}. The search keeps its own stack, so a long chain needs no thread stack.
 */
final class BindingSearch {
    private static final Duration LONGEST = Duration.ofDays(366L * 10_000);

    private final List<Observation> observations;
    private final Budget budget;
    private final Supply supply;
    private final Candidates candidates;

    /** Which observations hold an object of which the comparison is true. */
    interface Candidates {
        BitSet of(ComparisonExpression comparison) throws Refused;
    }

    /**
     * Still to be bound: {@code copies} times {@code plan}, with observations out of {@code allowed}. Copies may be taken in
     * any order, so they choose in rising order only: the next one leaves out the first {@code skipped} alternatives.
     */
    private record Task(BindingPlan plan, BitSet allowed, long copies, int skipped) {
        Task(BindingPlan plan, BitSet allowed, long copies) {
            this(plan, allowed, copies, 0);
        }
    }

    /**
     * What is still to do and the demands settled so far; lists shared between branches.
     *
     * @param outlook less than this alternative and every one after it ask for; when even that is hopeless, they all are
     */
    private record State(
            @Nullable Cell<Task> todo,
            @Nullable Cell<Supply.Demand> demands,
            @Nullable State outlook) {
        State(@Nullable Cell<Task> todo, @Nullable Cell<Supply.Demand> demands) {
            this(todo, demands, null);
        }
    }

    private record Cell<T>(T head, @Nullable Cell<T> tail) {}

    BindingSearch(List<Observation> observations, Budget budget, Candidates candidates) {
        this.observations = observations;
        this.budget = budget;
        this.candidates = candidates;
        this.supply =
                new Supply(observations.stream().mapToLong(Observation::count).toArray(), budget);
    }

    /** The observations of one satisfying binding by index, or nothing when there is none. */
    Optional<BitSet> find(ObservationExpression expression) throws Refused {
        BitSet all = new BitSet();
        all.set(0, observations.size());
        Optional<BindingPlan> plan = new BindingPlan.Builder(observations, candidates).of(expression, all);
        if (plan.isEmpty()) {
            return Optional.empty();
        }
        Deque<Iterator<State>> choices = new ArrayDeque<>();
        choices.push(List.of(new State(new Cell<>(new Task(plan.get(), all, 1), null), null))
                .iterator());
        while (!choices.isEmpty()) {
            if (!choices.peek().hasNext()) {
                choices.pop();
                continue;
            }
            budget.binding(1);
            budget.steps(1 + observations.size() / 4);
            State state = choices.peek().next();
            if (!canStillHold(state)) {
                if (state.outlook() != null && !canStillHold(state.outlook())) {
                    choices.pop();
                }
                continue;
            }
            State stuck = advance(state);
            Cell<Task> next = stuck.todo();
            if (next == null) {
                Optional<BitSet> bound = supply.settle(demands(stuck));
                if (bound.isPresent()) {
                    return bound;
                }
            } else {
                choices.push(alternatives(next.head(), next.tail(), stuck.demands()));
            }
        }
        return Optional.empty();
    }

    /** Does everything that needs no choice; what it returns starts with a choice or is complete. */
    private State advance(State state) throws Refused {
        Cell<Task> todo = state.todo();
        Cell<Supply.Demand> demands = state.demands();
        while (todo != null) {
            Task task = todo.head();
            switch (task.plan()) {
                case One(BitSet matching) -> {
                    demands = new Cell<>(new Supply.Demand(and(matching, task.allowed()), task.copies()), demands);
                    todo = todo.tail();
                }
                case All(List<BindingPlan> operands, BitSet _)
                when task.copies() == 1 || isFixed(task.plan()) -> {
                    todo = todo.tail();
                    for (BindingPlan operand : operands.reversed()) {
                        todo = new Cell<>(new Task(operand, task.allowed(), task.copies()), todo);
                    }
                }
                case All _ -> {
                    budget.binding(task.copies());
                    todo = todo.tail();
                    for (long i = task.copies(); i > 0; i--) {
                        todo = new Cell<>(new Task(task.plan(), task.allowed(), 1), todo);
                    }
                }
                case Times(BindingPlan inner, long times) -> {
                    long copies = saturated(task.copies(), times);
                    todo = new Cell<>(new Task(inner, task.allowed(), copies), todo.tail());
                }
                case Any _, Chain _, Window _ -> {
                    budget.requireBindings(task.copies());
                    return new State(todo, demands);
                }
            }
        }
        return new State(null, demands);
    }

    private Iterator<State> alternatives(Task task, @Nullable Cell<Task> rest, @Nullable Cell<Supply.Demand> demands) {
        BitSet allowed = task.allowed();
        return switch (task.plan()) {
            case Any(List<BindingPlan> operands, BitSet _) ->
                new Alternatives<>(operands, task.skipped(), (operand, index) -> {
                    Cell<Task> then = copiesLeft(task, allowed, index, rest);
                    return new State(new Cell<>(new Task(operand, allowed, 1), then), demands);
                });
            case Window(BindingPlan inner, BigDecimal seconds) -> {
                Duration length = duration(seconds);
                yield new Alternatives<>(times(inner, allowed, Observation::last), 0, (start, index) -> {
                    Instant end = start.plus(length);
                    BitSet later = where(allowed, each -> !each.last().isBefore(start));
                    BitSet near = where(later, each -> !each.first().isAfter(end));
                    Cell<Task> then = copiesLeft(task, later, 0, rest);
                    State outlook = new State(new Cell<>(new Task(inner, later, task.copies()), rest), demands);
                    return new State(new Cell<>(new Task(inner, near, 1), then), demands, outlook);
                });
            }
            case Chain(BindingPlan left, BindingPlan right, BitSet _) ->
                new Alternatives<>(times(left, allowed, Observation::first), task.skipped(), (turn, index) -> {
                    BitSet before = where(allowed, each -> !each.first().isAfter(turn));
                    BitSet after = where(allowed, each -> !each.last().isBefore(turn));
                    Cell<Task> then = copiesLeft(task, allowed, index, rest);
                    Cell<Task> following = new Cell<>(new Task(right, after, 1), then);
                    State outlook = new State(new Cell<>(new Task(right, after, task.copies()), rest), demands);
                    return new State(new Cell<>(new Task(left, before, 1), following), demands, outlook);
                });
            case One _, All _, Times _ -> throw new IllegalStateException("no choice: " + task.plan());
        };
    }

    private static @Nullable Cell<Task> copiesLeft(Task task, BitSet allowed, int skipped, @Nullable Cell<Task> rest) {
        return task.copies() == 1 ? rest : new Cell<>(new Task(task.plan(), allowed, task.copies() - 1, skipped), rest);
    }

    /** The states that follow from each of some values, made when asked for. */
    private static final class Alternatives<T> implements Iterator<State> {
        private final List<T> values;
        private final Following<T> following;
        private int next;

        interface Following<T> {
            State from(T value, int index);
        }

        Alternatives(List<T> values, int skipped, Following<T> following) {
            this.values = values;
            this.next = skipped;
            this.following = following;
        }

        @Override
        public boolean hasNext() {
            return next < values.size();
        }

        @Override
        public State next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            int index = next++;
            return following.from(values.get(index), index);
        }
    }

    /** Necessary for success: the settled demands and the least that each open task will ask can be met together. */
    private boolean canStillHold(State state) throws Refused {
        List<Supply.Demand> least = demands(state);
        for (Cell<Task> cell = state.todo(); cell != null; cell = cell.tail()) {
            least(cell.head().plan(), cell.head().allowed(), cell.head().copies(), least);
        }
        return supply.settle(least).isPresent();
    }

    private void least(BindingPlan plan, BitSet allowed, long copies, List<Supply.Demand> into) throws Refused {
        budget.steps(1);
        switch (plan) {
            case One(BitSet matching) -> into.add(new Supply.Demand(and(matching, allowed), copies));
            case All(List<BindingPlan> operands, BitSet _) -> {
                for (BindingPlan operand : operands) {
                    least(operand, allowed, copies, into);
                }
            }
            case Chain chain -> {
                BindingPlan rest = chain;
                while (rest instanceof Chain(BindingPlan left, BindingPlan right, BitSet _)) {
                    least(left, allowed, copies, into);
                    rest = right;
                }
                least(rest, allowed, copies, into);
            }
            case Any any -> into.add(new Supply.Demand(and(any.reach(), allowed), copies));
            case Times(BindingPlan inner, long times) -> least(inner, allowed, saturated(copies, times), into);
            case Window(BindingPlan inner, BigDecimal _) -> least(inner, allowed, copies, into);
        }
    }

    private static List<Supply.Demand> demands(State state) {
        List<Supply.Demand> demands = new ArrayList<>();
        for (Cell<Supply.Demand> cell = state.demands(); cell != null; cell = cell.tail()) {
            demands.add(cell.head());
        }
        return demands;
    }

    private static boolean isFixed(BindingPlan plan) {
        return switch (plan) {
            case One _ -> true;
            case All(List<BindingPlan> operands, BitSet _) -> operands.stream().allMatch(BindingSearch::isFixed);
            case Times(BindingPlan inner, long _) -> isFixed(inner);
            case Any _, Chain _, Window _ -> false;
        };
    }

    private List<Instant> times(BindingPlan plan, BitSet allowed, Function<Observation, Instant> time) {
        return and(plan.reach(), allowed).stream()
                .mapToObj(i -> time.apply(observations.get(i)))
                .sorted()
                .distinct()
                .toList();
    }

    private BitSet where(BitSet allowed, Function<Observation, Boolean> keeps) {
        BitSet kept = new BitSet();
        allowed.stream().filter(i -> keeps.apply(observations.get(i))).forEach(kept::set);
        return kept;
    }

    private static Duration duration(BigDecimal seconds) {
        if (seconds.compareTo(BigDecimal.valueOf(LONGEST.toSeconds())) >= 0) {
            return LONGEST;
        }
        BigInteger nanos = seconds.movePointRight(9).toBigInteger();
        BigInteger billion = BigInteger.valueOf(1_000_000_000);
        return Duration.ofSeconds(
                nanos.divide(billion).longValue(), nanos.mod(billion).longValue());
    }

    private static BitSet and(BitSet a, BitSet b) {
        BitSet both = (BitSet) a.clone();
        both.and(b);
        return both;
    }

    private static long saturated(long a, long b) {
        long high = Math.multiplyHigh(a, b);
        return high != 0 || a * b < 0 ? Long.MAX_VALUE : a * b;
    }
}
