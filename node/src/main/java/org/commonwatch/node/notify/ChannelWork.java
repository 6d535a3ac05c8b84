package org.commonwatch.node.notify;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/** What is done for channels: plan, send, note what became of it. Each channel's steps are taken by one thread at a time. */
final class ChannelWork {
    private static final Logger LOG = Logger.getLogger(ChannelWork.class);

    private final ChannelStore channels;
    private final Outbox outbox;
    private final Messages messages;
    private final Sending sending;
    private final BackOff backOff;
    private final BooleanSupplier replayed;
    private final Clock clock;

    /** @param replayed see {@link Replayed}; until then nothing is sent */
    ChannelWork(
            ChannelStore channels,
            Outbox outbox,
            Messages messages,
            Sending sending,
            BackOff backOff,
            BooleanSupplier replayed,
            Clock clock) {
        this.channels = channels;
        this.outbox = outbox;
        this.messages = messages;
        this.sending = sending;
        this.backOff = backOff;
        this.replayed = replayed;
        this.clock = clock;
    }

    /** What a step came to. */
    enum Step {
        /** A message was tried; there may be another. */
        TRIED,
        NOTHING_DUE,
        /** The channel was removed. */
        GONE
    }

    Step step(long number) throws InterruptedException {
        Optional<Channel> known = channels.numbered(number);
        if (known.isEmpty()) {
            return Step.GONE;
        }
        Channel channel = known.orElseThrow();
        Instant now = clock.instant();
        if (channel.paused()) {
            return Step.NOTHING_DUE;
        }
        outbox.plan(channel, now);
        Optional<Delivery> due =
                outbox.next(channel).filter(delivery -> !delivery.due().isAfter(now) && !channel.isQuiet(now));
        return due.isPresent() && attempt(channel, due.orElseThrow()) ? Step.TRIED : Step.NOTHING_DUE;
    }

    /** False when the index is being made anew: what was made from it then counts for nothing. */
    private boolean attempt(Channel channel, Delivery delivery) throws InterruptedException {
        List<Noticed> hits = outbox.hits(delivery);
        boolean before = replayed.getAsBoolean();
        Optional<Messages.Made> made = before ? messages.of(channel, delivery, hits) : Optional.empty();
        if (!before || !replayed.getAsBoolean()) {
            return false;
        }
        if (made.isEmpty()) {
            outbox.withheld(channel, delivery, clock.instant());
            return true;
        }
        Messages.Made message = made.orElseThrow();
        try {
            send(channel, message.message());
            outbox.delivered(channel, delivery, message.message().totals().hits(), message.withheld(), clock.instant());
        } catch (SendFault fault) {
            int attempts = delivery.attempts() + 1;
            Optional<Duration> again =
                    BackOff.isLast(attempts, fault) ? Optional.empty() : Optional.of(backOff.after(attempts));
            outbox.failed(channel, delivery, fault, again, clock.instant());
            LOG.warnf(
                    "channel %s: %s (%s), attempt %d of message %s%s",
                    channel.name(),
                    fault.sentence(),
                    fault.code(),
                    attempts,
                    delivery.id(),
                    again.isPresent() ? "" : "; given up");
        }
        return true;
    }

    /** A fault of this node is an attempt that failed like others, so that one message holds the rest up for some hours at most. */
    private void send(Channel channel, Message message) throws SendFault, InterruptedException {
        try {
            sending.send(channel.target(), message);
        } catch (RuntimeException fault) {
            LOG.errorf(fault, "channel %s: a fault of this node", channel.name());
            throw new SendFault("fault", "A fault of this node: " + fault, false, fault);
        }
    }

    /**
     * Sends a test message now, from a paused channel too.
     *
     * @throws SendFault when the target does not take it; noted as the channel's last error
     */
    Delivery test(Channel channel) throws SendFault, InterruptedException {
        Delivery delivery = outbox.test(channel, clock.instant());
        Messages.Made made = messages.of(channel, delivery, List.of()).orElseThrow();
        try {
            send(channel, made.message());
            outbox.delivered(channel, delivery, 0, 0, clock.instant());
            return delivery;
        } catch (SendFault fault) {
            outbox.failed(channel, delivery, fault, Optional.empty(), clock.instant());
            throw fault;
        }
    }
}
