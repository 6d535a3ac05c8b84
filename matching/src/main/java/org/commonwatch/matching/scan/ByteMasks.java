package org.commonwatch.matching.scan;

/** Sorts bytes into classes, 64 at a time. Two ways, chosen once: by vectors where their module is loaded, else by words. */
interface ByteMasks {
    /**
     * Fills words 1 to {@code words} of the planes from {@code bytes[from, from + 64 * words)}. Returns whether any byte is above
     * 0x7f.
     */
    boolean classify(byte[] bytes, int from, int words, Planes to);

    /** The faster one of this process. */
    static ByteMasks fastest() {
        return Fastest.MASKS;
    }

    /** Keeps the choice. */
    final class Fastest {
        private static final String MODULE = "jdk.incubator.vector";
        private static final ByteMasks MASKS = choose();

        private Fastest() {}

        private static ByteMasks choose() {
            boolean vectors = ModuleLayer.boot().findModule(MODULE).isPresent();
            return vectors ? new VectorMasks() : new WordMasks();
        }
    }
}
