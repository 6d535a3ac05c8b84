package org.commonwatch.node.notify;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/** What is done for channels: plan, send, note what became of it. Each channel's steps are taken by one thread at a time. */
final class ChannelWork {
    private static final Logger LOG = Logger.getLogger(ChannelWork.class);

    private final ChannelStore channels;
    private final Outbox outbox;
    private final Messages messages;
    private final Sending sending;
    private final BackOff backOff;
    private final Clock clock;

    ChannelWork(
            ChannelStore channels, Outbox outbox, Messages messages, Sending sending, BackOff backOff, Clock clock) {
        this.channels = channels;
        this.outbox = outbox;
        this.messages = messages;
        this.sending = sending;
        this.backOff = backOff;
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
        if (due.isEmpty()) {
            return Step.NOTHING_DUE;
        }
        attempt(channel, due.orElseThrow());
        return Step.TRIED;
    }

    private void attempt(Channel channel, Delivery delivery) throws InterruptedException {
        List<Noticed> hits = outbox.hits(delivery);
        Optional<Messages.Made> made = messages.of(channel, delivery, hits);
        if (made.isEmpty()) {
            outbox.withheld(channel, delivery, clock.instant());
            return;
        }
        Messages.Made message = made.orElseThrow();
        try {
            sending.send(channel.target(), message.message());
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
            sending.send(channel.target(), made.message());
            outbox.delivered(channel, delivery, 0, 0, clock.instant());
            return delivery;
        } catch (SendFault fault) {
            outbox.failed(channel, delivery, fault, Optional.empty(), clock.instant());
            throw fault;
        }
    }
}
