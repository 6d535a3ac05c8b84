package org.commonwatch.node.notify;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.commonwatch.node.matching.HitNotice;
import org.commonwatch.node.policy.Gate;
import org.commonwatch.node.spine.Db;
import org.commonwatch.node.spine.Micros;
import org.commonwatch.node.spine.SqliteStore;

/** Turns news into notices of those channels that are interested. For one thread. */
final class NewsTaking {
    /** News of one transaction: a fraction of a second of work. */
    static final int BATCH = 200;

    /** Hits that a channel has still to tell. What comes when it is full is counted and told as a number. */
    static final int NOTICES_MAX = 5_000;

    private final SqliteStore local;
    private final News news;
    private final Telling telling;
    private final Clock clock;
    private final int noticesMax;
    private final BooleanSupplier replayed;

    /** @param replayed see {@link Replayed}; until then news waits */
    NewsTaking(SqliteStore local, News news, Telling telling, BooleanSupplier replayed, Clock clock, int noticesMax) {
        this.replayed = replayed;
        this.local = local;
        this.news = news;
        this.telling = telling;
        this.clock = clock;
        this.noticesMax = noticesMax;
    }

    private record Wanted(Channel channel, List<Noticed> hits, int withheld) {
        Wanted {
            hits = List.copyOf(hits);
        }
    }

    /** Takes the oldest news; whether there were any. */
    boolean take() {
        List<Noticed> oldest = news.oldest(BATCH);
        if (oldest.isEmpty() || !replayed.getAsBoolean()) {
            return false;
        }
        List<Wanted> wanted = local.read(ChannelStore::all).stream()
                .map(channel -> wanted(channel, oldest))
                .toList();
        if (!replayed.getAsBoolean()) {
            return false;
        }
        local.write(db -> {
            wanted.forEach(one -> keep(db, one));
            News.forget(db, oldest.getLast().seq());
            return wanted.size();
        });
        return true;
    }

    private Wanted wanted(Channel channel, List<Noticed> oldest) {
        Gate gate = channel.gate();
        List<Noticed> hits = new ArrayList<>();
        int withheld = 0;
        for (Noticed noticed : oldest) {
            Optional<HitNotice> notice = telling.of(noticed.hit(), gate, false);
            withheld += notice.isEmpty() ? 1 : 0;
            notice.filter(hit -> hit.open() && channel.interest().fits(hit, noticed.occasion()))
                    .ifPresent(hit -> hits.add(noticed));
        }
        return new Wanted(channel, hits, withheld);
    }

    /** Writes nothing for a channel that was removed meanwhile. */
    private void keep(Db db, Wanted wanted) {
        long channel = wanted.channel().number();
        if (db.number("SELECT count(*) FROM notify_channel WHERE number = ?", channel) == 0) {
            return;
        }
        long there = db.number("SELECT count(*) FROM notify_notice WHERE channel = ?", channel);
        int room = Math.clamp(noticesMax - there, 0, wanted.hits().size());
        for (Noticed hit : wanted.hits().subList(0, room)) {
            db.update(
                    "INSERT INTO notify_notice (channel, seq, hit, occasion, came) VALUES (?, ?, ?, ?, ?)",
                    channel,
                    hit.seq(),
                    hit.hit(),
                    Noticed.code(hit.occasion()),
                    Micros.of(clock.instant()));
        }
        int dropped = wanted.hits().size() - room;
        if (dropped > 0 || wanted.withheld() > 0) {
            db.update(
                    "UPDATE notify_channel SET withheld = withheld + ?, dropped = dropped + ?, beyond = beyond + ?"
                            + " WHERE number = ?",
                    wanted.withheld(),
                    dropped,
                    dropped,
                    channel);
        }
    }
}
