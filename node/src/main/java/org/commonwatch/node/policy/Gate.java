package org.commonwatch.node.policy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.commonwatch.stix.Tlp;

/**
 * One reader's way out for one request and one action. Decisions are cached by terms for the life of the request; nothing
 * survives it, so a revoked token or a recall counts at once.
 */
public final class Gate {
    private final Reader reader;
    private final Action action;
    private final Map<Terms, Decision> decided = new HashMap<>();

    public Gate(Reader reader, Action action) {
        this.reader = reader;
        this.action = action;
    }

    /**
     * The one policy decision: may {@code reader} do {@code action} to an item under {@code terms}? Pure and total. Rules
     * are tried from the most general to the most particular; the first that denies ends it.
     */
    public static Decision decide(Reader reader, Action action, Terms terms) {
        List<Rule> fired = new ArrayList<>();
        boolean spaceAllows = switch (terms.space()) {
            case COMMUNITY -> allowsCommunity(reader, terms.log(), fired);
            case OWN -> allowsOwn(reader, action, fired);
            case SAMPLE -> allowsSample(reader, action, fired);
        };
        if (!spaceAllows) {
            return new Decision.Deny(fired);
        }
        if (terms.recalled() && action != Action.HISTORY && action != Action.MIRROR) {
            return new Decision.Deny(List.of(Rule.RECALLED));
        }
        boolean sends = action == Action.SHARE || action == Action.SHARE_NAMED;
        if (sends && !maySend(reader, action, terms, fired)) {
            return new Decision.Deny(fired);
        }
        if (terms.tlp().isEmpty()) {
            fired.add(Rule.UNMARKED_AS_AMBER);
        }
        if (action == Action.DISCLOSE && terms.tlp().orElse(Tlp.AMBER).compareTo(Tlp.GREEN) > 0) {
            fired.add(Rule.TLP_NOT_FOR_OUTSIDE);
            return new Decision.Deny(fired);
        }
        if (terms.tlp().orElse(Tlp.AMBER).compareTo(reader.maxTlp()) > 0) {
            fired.add(Rule.TLP_ABOVE);
            return new Decision.Deny(fired);
        }
        fired.add(Rule.TLP_WITHIN);
        if (terms.expired()) {
            fired.add(Rule.EXPIRED_SHOWN);
        }
        return new Decision.Allow(fired);
    }

    /** The value, if this reader may have it. */
    public <T> Optional<T> open(Guarded<T> guarded) {
        return allows(guarded.terms()) ? Optional.of(guarded.value()) : Optional.empty();
    }

    /** As {@link #open}, with the terms and the rules that let the reader have it. */
    public <T> Optional<Opened<T>> explained(Guarded<T> guarded) {
        Decision decision = decision(guarded.terms());
        return decision.allowed()
                ? Optional.of(new Opened<>(guarded.value(), guarded.terms(), decision.fired()))
                : Optional.empty();
    }

    /** The values this reader may have, in order; how many were withheld is the difference in size. */
    public <T> List<T> openAll(Collection<Guarded<T>> guarded) {
        List<T> open = new ArrayList<>(guarded.size());
        for (Guarded<T> each : guarded) {
            if (allows(each.terms())) {
                open.add(each.value());
            }
        }
        return open;
    }

    /** The sum of the counts this reader may know of. */
    public long count(Collection<Guarded<Long>> guarded) {
        return openAll(guarded).stream().mapToLong(Long::longValue).sum();
    }

    /** The decision on a value without opening it, for pages that say why something stays closed. */
    public Decision explain(Guarded<?> guarded) {
        return decision(guarded.terms());
    }

    public Decision decision(Terms terms) {
        return decided.computeIfAbsent(terms, of -> decide(reader, action, of));
    }

    public Reader reader() {
        return reader;
    }

    private boolean allows(Terms terms) {
        return decision(terms).allowed();
    }

    private static boolean allowsCommunity(Reader reader, String log, List<Rule> fired) {
        boolean other = reader.collection().filter(only -> !only.equals(log)).isPresent();
        if (other) {
            fired.add(Rule.OTHER_COLLECTION);
        }
        return !other;
    }

    private static boolean maySend(Reader reader, Action action, Terms terms, List<Rule> fired) {
        if (!reader.write()) {
            fired.add(Rule.READ_ONLY);
            return false;
        }
        if (action == Action.SHARE && terms.tlp().orElse(Tlp.AMBER).compareTo(Tlp.AMBER) > 0) {
            fired.add(Rule.TLP_NOT_FOR_COMMUNITY);
            return false;
        }
        if (terms.space() == Space.COMMUNITY) {
            fired.add(Rule.SHARED_ALREADY);
            return false;
        }
        return true;
    }

    private static boolean allowsOwn(Reader reader, Action action, List<Rule> fired) {
        boolean stays = switch (action) {
            case TAXII, PAYLOAD, MIRROR, DISCLOSE -> true;
            case VIEW, SEARCH, EXPORT, DEFEND, STREAM, HISTORY, SHARE, SHARE_NAMED, NOTIFY -> false;
        };
        if (stays) {
            fired.add(Rule.OWN_SPACE_STAYS);
            return false;
        }
        if (action == Action.DEFEND && reader.ownValues()) {
            fired.add(Rule.OWN_VALUES);
            return true;
        }
        fired.add(Rule.OWN_SPACE);
        return reader.ownSpace();
    }

    private static boolean allowsSample(Reader reader, Action action, List<Rule> fired) {
        fired.add(Rule.SAMPLE_STAYS);
        boolean leaves = switch (action) {
            case TAXII, EXPORT, DEFEND, DISCLOSE, PAYLOAD, MIRROR, SHARE, SHARE_NAMED, NOTIFY -> true;
            case VIEW, SEARCH, STREAM, HISTORY -> false;
        };
        return reader.ownSpace() && !leaves;
    }
}
