package org.commonwatch.stix.pattern;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.commonwatch.kernel.Refused;
import org.commonwatch.stix.pattern.ObservationExpression.AllObserved;
import org.commonwatch.stix.pattern.ObservationExpression.AnyObserved;
import org.commonwatch.stix.pattern.ObservationExpression.FollowedBy;
import org.commonwatch.stix.pattern.ObservationExpression.Observed;
import org.commonwatch.stix.pattern.ObservationExpression.Qualified;

/** An observation expression against given observations: comparisons answered, START/STOP applied, hopeless parts gone. */
sealed interface BindingPlan {
    /** Every observation that some part of the plan could bind. */
    BitSet reach();

    /** Any one of these. */
    record One(BitSet reach) implements BindingPlan {}

    record All(List<BindingPlan> operands, BitSet reach) implements BindingPlan {
        All(List<BindingPlan> operands) {
            this(operands, union(operands));
        }
    }

    record Any(List<BindingPlan> operands, BitSet reach) implements BindingPlan {
        Any(List<BindingPlan> operands) {
            this(operands, union(operands));
        }
    }

    /** {@code left} before {@code right}; a longer chain nests on the right, so code walks it in a loop. */
    record Chain(BindingPlan left, BindingPlan right, BitSet reach) implements BindingPlan {
        Chain(BindingPlan left, BindingPlan right) {
            this(left, right, union(List.of(left, right)));
        }
    }

    record Times(BindingPlan inner, long times) implements BindingPlan {
        @Override
        public BitSet reach() {
            return inner.reach();
        }
    }

    record Window(BindingPlan inner, BigDecimal seconds) implements BindingPlan {
        @Override
        public BitSet reach() {
            return inner.reach();
        }
    }

    private static BitSet union(List<BindingPlan> operands) {
        BitSet union = new BitSet();
        operands.forEach(operand -> union.or(operand.reach()));
        return union;
    }

    /** Builds plans; nothing when an expression cannot be satisfied whatever is chosen. */
    final class Builder {
        private final List<Observation> observations;
        private final BindingSearch.Candidates candidates;

        Builder(List<Observation> observations, BindingSearch.Candidates candidates) {
            this.observations = observations;
            this.candidates = candidates;
        }

        Optional<BindingPlan> of(ObservationExpression expression, BitSet allowed) throws Refused {
            return switch (expression) {
                case Observed(ComparisonExpression comparison) -> {
                    BitSet matching = (BitSet) candidates.of(comparison).clone();
                    matching.and(allowed);
                    yield matching.isEmpty() ? Optional.empty() : Optional.of(new One(matching));
                }
                case AllObserved(List<ObservationExpression> operands) ->
                    each(operands, allowed).map(All::new);
                case FollowedBy(List<ObservationExpression> operands) ->
                    each(operands, allowed).map(Builder::chain);
                case AnyObserved(List<ObservationExpression> operands) -> any(operands, allowed);
                case Qualified(ObservationExpression inner, Qualifier qualifier) ->
                    qualified(inner, qualifier, allowed);
            };
        }

        private Optional<BindingPlan> qualified(ObservationExpression inner, Qualifier qualifier, BitSet allowed)
                throws Refused {
            return switch (qualifier) {
                case Qualifier.StartStop span -> {
                    BitSet during = new BitSet();
                    allowed.stream()
                            .filter(i -> observations.get(i).first().isBefore(span.stop())
                                    && !observations.get(i).last().isBefore(span.start()))
                            .forEach(during::set);
                    yield of(inner, during);
                }
                case Qualifier.Within(BigDecimal seconds) ->
                    of(inner, allowed).map(plan -> plan instanceof One ? plan : new Window(plan, seconds));
                case Qualifier.Repeats(long times) ->
                    of(inner, allowed).map(plan -> times == 1 ? plan : new Times(plan, times));
            };
        }

        private Optional<List<BindingPlan>> each(List<ObservationExpression> operands, BitSet allowed) throws Refused {
            List<BindingPlan> plans = new ArrayList<>(operands.size());
            for (ObservationExpression operand : operands) {
                Optional<BindingPlan> plan = of(operand, allowed);
                if (plan.isEmpty()) {
                    return Optional.empty();
                }
                plans.add(plan.get());
            }
            return Optional.of(plans);
        }

        private static BindingPlan chain(List<BindingPlan> operands) {
            BindingPlan chain = operands.getLast();
            for (BindingPlan left : operands.reversed().subList(1, operands.size())) {
                chain = new Chain(left, chain);
            }
            return chain;
        }

        private Optional<BindingPlan> any(List<ObservationExpression> operands, BitSet allowed) throws Refused {
            List<BindingPlan> plans = new ArrayList<>();
            BitSet single = new BitSet();
            for (ObservationExpression operand : operands) {
                Optional<BindingPlan> plan = of(operand, allowed);
                if (plan.isPresent() && plan.get() instanceof One(BitSet reach)) {
                    single.or(reach);
                } else {
                    plan.ifPresent(plans::add);
                }
            }
            if (!single.isEmpty()) {
                plans.addFirst(new One(single));
            }
            if (plans.isEmpty()) {
                return Optional.empty();
            }
            return Optional.of(plans.size() == 1 ? plans.getFirst() : new Any(plans));
        }
    }
}
