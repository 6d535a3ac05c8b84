package org.commonwatch.cli.sharing;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.commonwatch.cli.console.Usage;
import org.commonwatch.kernel.Limits;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Which objects a command acts on: some by id, or one batch as a whole. */
final class Targets {
    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    @Parameters(arity = "0..*", paramLabel = "ID", description = "STIX ids.")
    private List<String> ids = List.of();

    @Option(
            names = "--batch",
            paramLabel = "BATCH",
            description = "Everything of one import; see: commonwatch import list.")
    private @Nullable String batch;

    @Option(
            names = "--collection",
            paramLabel = "NAME",
            description = "The community (default: the first that has members, else the log community).")
    private @Nullable String collection;

    /** Ends with a usage error unless exactly one kind of target was given. */
    void check() {
        if (ids.isEmpty() == (batch == null)) {
            throw Usage.wrong(Objects.requireNonNull(spec), "Name objects by id, or one batch with --batch.");
        }
        if (ids.size() > Limits.STATEMENT_OBJECTS_MAX) {
            throw Usage.wrong(
                    Objects.requireNonNull(spec), "At most " + Limits.STATEMENT_OBJECTS_MAX + " ids at once.");
        }
    }

    List<String> ids() {
        return ids;
    }

    Optional<String> batch() {
        return Optional.ofNullable(batch);
    }

    /** Empty: the node's usual one. */
    Optional<String> collection() {
        return Optional.ofNullable(collection);
    }
}
