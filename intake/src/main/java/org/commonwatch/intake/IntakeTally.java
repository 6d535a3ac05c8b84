package org.commonwatch.intake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.commonwatch.kernel.Limits;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.stix.StixObject;
import org.commonwatch.values.Flag;

/** Hands results on to the consumer and counts them. Belongs to one reading, used by one thread. */
public final class IntakeTally {
    private final Consumer<? super Intake> sink;
    private final Map<String, Long> understood = new HashMap<>();
    private final Map<String, Long> rejected = new HashMap<>();
    private final Map<String, Long> flagged = new HashMap<>();
    private final Map<String, Long> kept = new HashMap<>();
    private long rejections;

    public IntakeTally(Consumer<? super Intake> sink) {
        this.sink = sink;
    }

    public void understood(Intake.Understood result) {
        count(understood, result.object().type());
        result.flags().forEach(flag -> count(flagged, flag.code()));
        sink.accept(result);
    }

    /** An object that we built; that its id is malformed would be a bug of ours or, in MISP, of the event's author. */
    public void made(String path, ObjectNode object, Optional<String> original, List<Flag> flags) {
        try {
            StixObject made = StixObject.of(object);
            if (made.bytes().length > Limits.OBJECT_BYTES_MAX) {
                rejected(
                        path,
                        Refusal.of(
                                "object-too-big",
                                path,
                                "An object has at most " + Limits.OBJECT_BYTES_MAX + " bytes."));
                return;
            }
            understood(new Intake.Understood(path, made, original, flags));
        } catch (Refused e) {
            rejected(path, e.refusal());
        }
    }

    /** Reports the first {@link Limits#REFUSALS_REPORTED_MAX}; the rest are only counted. */
    public void rejected(String path, Refusal refusal) {
        count(rejected, refusal.code());
        if (rejections++ < Limits.REFUSALS_REPORTED_MAX) {
            sink.accept(new Intake.Rejected(path, refusal));
        }
    }

    /** Something without a STIX counterpart that survives inside the original JSON beside it. */
    public void kept(String what) {
        count(kept, what);
    }

    public IntakeSummary summary(String format, boolean complete) {
        return new IntakeSummary(format, understood, rejected, flagged, kept, complete);
    }

    private static void count(Map<String, Long> counts, String key) {
        counts.merge(key, 1L, Long::sum);
    }
}
