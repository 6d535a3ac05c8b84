package org.commonwatch.node.sharing;

import java.util.Optional;
import org.commonwatch.stix.Tlp;

/** How {@code item.tlp} stores a marking. The numbers are part of the content hash and never change. */
final class TlpCode {
    private static final int CLEAR = 0;
    private static final int GREEN = 1;
    private static final int AMBER = 2;
    private static final int AMBER_STRICT = 3;
    private static final int RED = 4;

    private TlpCode() {}

    static int of(Tlp tlp) {
        return switch (tlp) {
            case CLEAR -> CLEAR;
            case GREEN -> GREEN;
            case AMBER -> AMBER;
            case AMBER_STRICT -> AMBER_STRICT;
            case RED -> RED;
        };
    }

    /** An unknown number closes the item rather than opening it. */
    static Optional<Tlp> read(int code) {
        return Optional.of(
                switch (code) {
                    case CLEAR -> Tlp.CLEAR;
                    case GREEN -> Tlp.GREEN;
                    case AMBER -> Tlp.AMBER;
                    case AMBER_STRICT -> Tlp.AMBER_STRICT;
                    default -> Tlp.RED;
                });
    }
}
