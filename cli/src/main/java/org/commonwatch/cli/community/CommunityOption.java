package org.commonwatch.cli.community;

import java.util.Optional;
import picocli.CommandLine.Option;

/** Which community is meant, for commands that mostly need not say so. */
final class CommunityOption {
    @Option(
            names = "--community",
            paramLabel = "NAME",
            description = "Name of the community (default: the only one this node has).")
    private String community = "";

    Optional<String> name() {
        return community.isEmpty() ? Optional.empty() : Optional.of(community);
    }
}
