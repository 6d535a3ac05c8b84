package org.commonwatch.cli.community;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How an organisation introduces itself to a community. */
final class OrganisationOptions {
    @Option(
            names = "--organisation",
            paramLabel = "TITLE",
            description = "What the members shall read: your organisation's name.")
    private @Nullable String organisation;

    @Option(
            names = "--kind",
            paramLabel = "KIND",
            description = "public, private (default), non-profit, academic or citizen-group.")
    private @Nullable String kind;

    ObjectNode into(ObjectNode body) {
        Optional.ofNullable(organisation).ifPresent(title -> body.put("organisation", title));
        Optional.ofNullable(kind).ifPresent(word -> body.put("kind", word));
        return body;
    }
}
