package org.commonwatch.node.notify;

import org.commonwatch.node.matching.HitListener.Occasion;
import org.commonwatch.node.matching.HitNotice;

/** What a message says, in words. */
final class Sentences {
    private Sentences() {}

    static String of(Message message) {
        return switch (message.form()) {
            case TEST -> "A test of the channel " + message.channel() + "; nothing was found.";
            case HIT -> hit(message.hits().getFirst());
            case DIGEST -> digest(message);
        };
    }

    private static String hit(Message.Told told) {
        HitNotice hit = told.notice();
        return found(hit) + (told.occasion() == Occasion.LET_THROUGH ? " came through after it had been blocked" : "")
                + at(hit) + ": " + counts(hit);
    }

    /** What was found, safe to click on nothing. */
    static String found(HitNotice hit) {
        return hit.value().isEmpty() ? hit.title() : Plain.defanged(hit.kind(), hit.value());
    }

    static String at(HitNotice hit) {
        return (hit.asset().isEmpty() ? "" : " at " + hit.asset()) + " in " + hit.source();
    }

    static String counts(HitNotice hit) {
        return lines(hit.lines()) + (hit.blocked() == 0 ? "" : ", " + hit.blocked() + " blocked");
    }

    private static String digest(Message message) {
        Message.Totals totals = message.totals();
        String dropped = totals.beyond() == 0 ? "" : "; " + totals.beyond() + " more found no room";
        return totals.hits() + (totals.hits() == 1 ? " hit" : " hits") + " held back: " + totals.values()
                + (totals.values() == 1 ? " indicator, " : " indicators, ") + totals.assets()
                + (totals.assets() == 1 ? " own asset, " : " own assets, ") + lines(totals.lines())
                + (totals.blocked() == 0 ? "" : ", " + totals.blocked() + " blocked") + dropped;
    }

    private static String lines(long count) {
        return count + (count == 1 ? " line" : " lines");
    }
}
