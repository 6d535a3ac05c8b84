package org.commonwatch.cli.http;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.commonwatch.cli.console.Surroundings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a command finds its node. */
public final class NodeOptions {
    @Option(
            names = "--home",
            paramLabel = "DIR",
            description =
                    "The node's folder, which holds its address and the owner's token. Without it: COMMONWATCH_URL "
                            + "with COMMONWATCH_OWNER_TOKEN, else COMMONWATCH_HOME.")
    private @Nullable Path home;

    /** The folder named on the command line, made absolute. */
    public Optional<Path> home(Surroundings surroundings) {
        return Optional.ofNullable(home)
                .map(dir -> surroundings.folder().resolve(dir).normalize());
    }

    /** The folder named on the command line, else by the environment, else beside the current folder. */
    public Path homeOrUsual(Surroundings surroundings) {
        return home(surroundings)
                .orElseGet(() -> surroundings
                        .folder()
                        .resolve(surroundings.variable("COMMONWATCH_HOME").orElse("commonwatch-home"))
                        .normalize());
    }

    /** The node this command speaks to. */
    public Node node(Surroundings surroundings) {
        return new Node(
                NodeAddress.find(home(surroundings), homeOrUsual(surroundings), surroundings),
                Outbound.client(surroundings));
    }

    /** Whoever answers at an address: asked with the owner's token if that is this node, else without any. */
    public Node nodeAt(URI address, Surroundings surroundings) {
        return new Node(
                NodeAddress.at(address, home(surroundings), homeOrUsual(surroundings), surroundings),
                Outbound.client(surroundings));
    }
}
