package org.commonwatch.cli.lists;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.commonwatch.cli.console.AnswerOptions;
import org.commonwatch.cli.console.Console;
import org.commonwatch.cli.console.Exit;
import org.commonwatch.cli.console.Group;
import org.commonwatch.cli.console.Json;
import org.commonwatch.cli.console.Offered;
import org.commonwatch.cli.console.Progress;
import org.commonwatch.cli.console.SafeText;
import org.commonwatch.cli.console.Surroundings;
import org.commonwatch.cli.console.Table;
import org.commonwatch.cli.console.Usage;
import org.commonwatch.cli.http.ApiPath;
import org.commonwatch.cli.http.Node;
import org.commonwatch.cli.http.NodeOptions;
import org.commonwatch.cli.http.Upload;
import org.commonwatch.cli.http.WebFile;
import org.commonwatch.kernel.Refused;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The commands of this package. */
public final class ListsCommands {
    private ListsCommands() {}

    public static List<Offered> all(Surroundings surroundings) {
        return List.of(new Offered(
                "lists",
                () -> new CommandLine(new ListsGroup())
                        .addSubcommand(new ListsImportCommand(surroundings))
                        .addSubcommand(new ListsListCommand(surroundings))));
    }

    @Command(
            name = "lists",
            header = "Loads and shows warning lists: values that are often false alarms.",
            description = {
                "",
                "A value on a list is flagged when it is imported or looked up, never dropped. A small list is built in "
                        + "(private and special networks, public resolvers)."
            })
    private static final class ListsGroup extends Group {}

    @Command(
            name = "import",
            header = "Loads warning lists in MISP's format.",
            description = {
                "",
                "One list as JSON, or a whole collection of them as .tar.gz. A list of the same name is replaced."
            },
            footer = {
                "",
                "Examples:",
                "  commonwatch lists import list.json",
                "  commonwatch lists import warninglists.tar.gz",
                "  commonwatch lists import https://lists.example.org/public-dns.json"
            })
    private static final class ListsImportCommand implements Callable<Integer> {
        @Mixin
        private NodeOptions at = new NodeOptions();

        @Mixin
        private AnswerOptions answer = new AnswerOptions();

        @Spec
        private @Nullable CommandSpec spec;

        @Parameters(paramLabel = "FILE|URL", description = "The list or the collection.")
        private String input = "";

        private final Surroundings surroundings;

        ListsImportCommand(Surroundings surroundings) {
            this.surroundings = surroundings;
        }

        @Override
        public Integer call() throws Refused {
            CommandSpec command = Objects.requireNonNull(spec);
            if (WebFile.isAddress(input)) {
                URI address = WebFile.parse(input)
                        .orElseThrow(
                                () -> Usage.wrong(command, "Only well-formed http and https addresses are fetched."));
                Node node = at.node(surroundings);
                try (WebFile fetched = WebFile.fetch(address, surroundings)) {
                    return report(post(node, fetched.file(), fetched.name()));
                }
            }
            Path file = surroundings.folder().resolve(input);
            if (!Files.isRegularFile(file)) {
                throw Usage.wrong(command, "There is no file " + SafeText.line(input) + ".");
            }
            return report(post(at.node(surroundings), file, input));
        }

        private JsonNode post(Node node, Path file, String label) throws Refused {
            try (Progress progress = surroundings.console().progress("loading " + label, 0)) {
                return node.post(ApiPath.of("lists"), Upload.file(file, progress::done), "application/octet-stream");
            }
        }

        private int report(JsonNode done) {
            Console console = surroundings.console();
            if (answer.json()) {
                console.print(done);
            } else {
                console.print(done.path("lists").asLong() + " lists with "
                        + done.path("values").asLong() + " values");
                for (JsonNode problem : done.path("problems")) {
                    console.print("  left out: "
                            + SafeText.line(problem.isTextual() ? problem.textValue() : problem.toString()));
                }
            }
            return done.path("problems").isEmpty() ? Exit.DONE : Exit.REFUSED;
        }
    }

    @Command(
            name = "list",
            header = "Shows which warning lists are loaded.",
            footer = {"", "Examples:", "  commonwatch lists list"})
    private static final class ListsListCommand implements Callable<Integer> {
        @Mixin
        private NodeOptions at = new NodeOptions();

        @Mixin
        private AnswerOptions answer = new AnswerOptions();

        private final Surroundings surroundings;

        ListsListCommand(Surroundings surroundings) {
            this.surroundings = surroundings;
        }

        @Override
        public Integer call() throws Refused {
            JsonNode found = at.node(surroundings).get(ApiPath.of("lists"));
            if (answer.json()) {
                surroundings.console().print(found);
                return Exit.DONE;
            }
            Table table =
                    new Table().column("LIST").column("KIND").column("VALUES").column("VERSION");
            for (JsonNode list : found.path("lists")) {
                table.row(
                        Json.text(list, "name"),
                        Json.firstText(list, "kind", "type"),
                        Json.text(list, "values"),
                        Json.text(list, "version"));
            }
            surroundings.console().print(table);
            return Exit.DONE;
        }
    }
}
