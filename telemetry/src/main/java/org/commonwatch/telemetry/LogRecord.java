package org.commonwatch.telemetry;

import java.util.List;
import java.util.Optional;

/**
 * One line, understood as far as it could be.
 *
 * @param format of the line; {@code PLAIN} when it was not understood
 * @param verdict whether something stopped it
 * @param misfit why it was not understood, or not whole
 */
public record LogRecord(LogFormat format, EventTime time, Fields fields, Verdict verdict, Optional<Misfit> misfit) {
    /** Values that the bytes of the line may not hold, see {@link Fields#values()}. */
    public List<String> values() {
        return fields.values();
    }

    /** The organisation's own side, as far as the line tells; the first of {@link #assets()}. */
    public Optional<Asset> asset() {
        List<Asset> assets = assets();
        return assets.isEmpty() ? Optional.empty() : Optional.of(assets.getFirst());
    }

    /**
     * What may be the organisation's own in this line, likeliest and most specific first. Which of two public addresses is the
     * own one a line does not tell; whoever knows what was hit takes the first asset that is not it.
     */
    public List<Asset> assets() {
        return OwnSide.of(this);
    }
}
