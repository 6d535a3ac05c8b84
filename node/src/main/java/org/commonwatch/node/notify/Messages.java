package org.commonwatch.node.notify;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.commonwatch.node.matching.HitNotice;
import org.commonwatch.node.policy.Gate;
import org.commonwatch.stix.Tlp;

/** Makes messages, each time anew and through the gate. */
final class Messages {
    /** Hits listed in one message; the rest is counted. */
    static final int LISTED_MAX = 100;

    private final Telling telling;
    private final Supplier<String> node;

    /** @param node its address, without a slash at the end */
    Messages(Telling telling, Supplier<String> node) {
        this.telling = telling;
        this.node = node;
    }

    /** A message, and how many hits the gate held back from it. */
    record Made(Message message, long withheld) {}

    /** Empty when the gate holds everything back. */
    Optional<Made> of(Channel channel, Delivery delivery, List<Noticed> noticed) {
        Gate gate = channel.gate();
        String base = node.get();
        Adding totals = new Adding();
        List<Message.Told> listed = new ArrayList<>();
        for (Noticed one : noticed) {
            Optional<HitNotice> notice = telling.of(one.hit(), gate, channel.withLine());
            notice.ifPresent(totals::add);
            notice.filter(hit -> listed.size() < LISTED_MAX)
                    .ifPresent(
                            hit -> listed.add(new Message.Told(hit, one.occasion(), base + "/hits/" + hit.number())));
        }
        if (listed.isEmpty() && delivery.form() != Form.TEST) {
            return Optional.empty();
        }
        Message message = new Message(
                delivery.id(),
                delivery.form(),
                channel.name(),
                base,
                delivery.made(),
                totals.marking,
                listed,
                totals.totals(delivery.beyond()));
        return Optional.of(new Made(message, noticed.size() - totals.hits));
    }

    private static final class Adding {
        private final Set<String> values = new HashSet<>();
        private final Set<String> assets = new HashSet<>();
        private Tlp marking = Tlp.CLEAR;
        private long hits;
        private long allowed;
        private long blocked;
        private long unknown;

        void add(HitNotice hit) {
            hits++;
            allowed += hit.allowed();
            blocked += hit.blocked();
            unknown += hit.unknown();
            values.add(hit.indicator());
            if (!hit.asset().isEmpty()) {
                assets.add(hit.asset());
            }
            marking = marking.mostRestrictive(hit.marking());
        }

        Message.Totals totals(long beyond) {
            return new Message.Totals(
                    hits, allowed + blocked + unknown, allowed, blocked, unknown, values.size(), assets.size(), beyond);
        }
    }
}
