package org.commonwatch.node.search;

/** One question to the table {@code value}: a key, a range of keys, or a scan of one kind. */
sealed interface Probe {
    How how();

    ValueOrder order();

    /** One value. */
    record Exactly(How how, SortKey key) implements Probe {
        @Override
        public ValueOrder order() {
            return key.order();
        }
    }

    /** From a key up to another, which is left out. */
    record Between(How how, SortKey from, SortKey to) implements Probe {
        @Override
        public ValueOrder order() {
            return from.order();
        }
    }

    /** Names with a label that begins like this: the one question that no order answers, so it reads all names. */
    record LabelStart(String start) implements Probe {
        @Override
        public How how() {
            return How.PREFIX;
        }

        @Override
        public ValueOrder order() {
            return ValueOrder.DOMAIN;
        }
    }

    static Probe startingWith(How how, SortKey start) {
        return new Between(how, start, start.end());
    }
}
