package org.commonwatch.intake;

import java.util.List;
import java.util.Optional;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.stix.StixObject;
import org.commonwatch.values.Flag;

/** What became of one piece of an input. Readers hand these to a consumer as they go; nothing is held back for the end. */
public sealed interface Intake {
    /** Where in the input: a JSON Pointer, {@code line 12} or {@code character 4711}. */
    String path();

    /**
     * A STIX object made from the input or found in it.
     *
     * @param original the text it was made from, where that is not the object itself
     * @param flags what a person should know before using it
     */
    record Understood(String path, StixObject object, Optional<String> original, List<Flag> flags) implements Intake {
        public Understood {
            flags = List.copyOf(flags);
        }
    }

    /** A piece that was left out, and why. Its neighbours are kept. */
    record Rejected(String path, Refusal refusal) implements Intake {}
}
