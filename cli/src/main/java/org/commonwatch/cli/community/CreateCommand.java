package org.commonwatch.cli.community;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.commonwatch.cli.console.AnswerOptions;
import org.commonwatch.cli.console.Exit;
import org.commonwatch.cli.console.Json;
import org.commonwatch.cli.console.SafeText;
import org.commonwatch.cli.console.Surroundings;
import org.commonwatch.cli.console.Usage;
import org.commonwatch.cli.http.ApiPath;
import org.commonwatch.cli.http.NodeOptions;
import org.commonwatch.kernel.Refused;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "create",
        header = "Founds a community whose log this node orders.",
        description = {
            "",
            "This organisation becomes its steward: it invites, admits and removes. Nothing that this node holds is shown "
                    + "to anybody by it."
        },
        footer = {
            "",
            "Examples:",
            "  commonwatch community create harbour --organisation 'Port of Varna' --kind public",
            "  commonwatch community create energy --organisation 'North Grid' --quorum majority"
        })
final class CreateCommand implements Callable<Integer> {
    @Mixin
    private NodeOptions at = new NodeOptions();

    @Mixin
    private AnswerOptions answer = new AnswerOptions();

    @Mixin
    private OrganisationOptions organisation = new OrganisationOptions();

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "Name of the community: small letters, digits and '-'.")
    private String name = "";

    @Option(
            names = "--quorum",
            paramLabel = "RULE",
            description = "How many members' cosignatures make an entry final: two-thirds (default) or majority, which "
                    + "goes on with fewer members reachable and withstands fewer liars.")
    private @Nullable String quorum;

    private final Surroundings surroundings;

    CreateCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Refused {
        Usage.oneOf(
                Objects.requireNonNull(spec),
                "--quorum",
                Optional.ofNullable(quorum),
                List.of("two-thirds", "majority"));
        ObjectNode body = organisation.into(Json.object().put("name", name));
        Optional.ofNullable(quorum).ifPresent(rule -> body.put("quorum", rule));
        JsonNode made = at.node(surroundings).post(ApiPath.of("communities"), body);
        if (answer.json()) {
            surroundings.console().print(made);
        } else {
            surroundings.console().print("founded " + SafeText.line(name));
            surroundings.console().note("Invite others with: commonwatch community invite " + SafeText.line(name));
        }
        return Exit.DONE;
    }
}
