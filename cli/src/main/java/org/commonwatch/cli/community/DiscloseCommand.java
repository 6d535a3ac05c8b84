package org.commonwatch.cli.community;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.commonwatch.cli.console.Console;
import org.commonwatch.cli.console.Json;
import org.commonwatch.cli.console.Progress;
import org.commonwatch.cli.console.SafeText;
import org.commonwatch.cli.console.Surroundings;
import org.commonwatch.cli.http.ApiPath;
import org.commonwatch.cli.http.AskedCommand;
import org.commonwatch.cli.http.Node;
import org.commonwatch.cli.http.SavedFile;
import org.commonwatch.kernel.Refused;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "disclose",
        header = "Writes one object of a community as a file that proves itself to somebody outside.",
        description = {
            "",
            "Whoever has the community's policy can check the file without a node: commonwatch verify FILE --policy FILE. It "
                    + "holds the object in clear, its author's signed statement, its place in the log and the cosignatures; of "
                    + "the objects that were shared with it, only how many there are. Above TLP:GREEN nothing goes out. What "
                    + "has gone out cannot be taken back."
        },
        footer = {
            "",
            "Examples:",
            "  commonwatch community disclose indicator--2f8c... --preview",
            "  commonwatch community disclose indicator--2f8c... --community harbour -o seen.disclosure"
        })
final class DiscloseCommand extends AskedCommand {
    /** How ids of audiences of named members begin; docs/formats/sealing.md. */
    private static final String NAMED = "members-";

    @Mixin
    private CommunityOption in = new CommunityOption();

    @Parameters(paramLabel = "OBJECT-ID", description = "STIX id of the object.")
    private String id = "";

    @Option(
            names = "--entry",
            paramLabel = "INDEX",
            description = "The entry that says it, where several do (default: the newest version, said last).")
    private @Nullable Long entry;

    @Option(
            names = {"-o", "--out"},
            paramLabel = "FILE",
            description = "The file to write (default: object.disclosure).")
    private Path output = Path.of("object.disclosure");

    private final Surroundings surroundings;

    DiscloseCommand(Surroundings surroundings) {
        super(surroundings);
        this.surroundings = surroundings;
    }

    @Override
    protected String verb() {
        return "disclose";
    }

    @Override
    protected JsonNode look(Node node) throws Refused {
        JsonNode preview = node.get(path(node));
        // What is written is what was shown, also when a newer version has come meanwhile.
        entry = preview.path("entry").asLong();
        return preview;
    }

    @Override
    protected void show(Console console, JsonNode preview) {
        String author = Json.text(preview, "author_title");
        int neighbours = preview.path("neighbours").asInt();
        console.print("object   " + SafeText.line(Json.text(preview, "title")) + " (" + line(preview, "type") + ", "
                + tlp(preview) + ")");
        console.print("author   " + (author.isEmpty() ? "" : SafeText.line(author) + ", ") + line(preview, "author"));
        console.print("key      " + line(preview, "key"));
        console.print("place    entry " + line(preview, "entry") + " of " + line(preview, "log") + ", said "
                + line(preview, "time"));
        console.print("others   " + neighbours + (neighbours == 1 ? " object" : " objects")
                + " of the same statement: their number is seen, nothing else");
        console.print("seal     " + seal(preview));
        console.print("goes to  whoever gets the file, "
                + Progress.bytes(preview.path("bytes").asLong()));
    }

    private static String seal(JsonNode preview) {
        if (!preview.path("sealed").asBoolean()) {
            return "shared in clear";
        }
        String readers = Json.text(preview, "audience").startsWith(NAMED) ? "named members only" : "all members";
        return "shared sealed to " + readers + "; the file has the object in clear, and no key";
    }

    private static String tlp(JsonNode preview) {
        String tlp = line(preview, "tlp");
        return tlp.isEmpty() ? "not marked" : "TLP:" + tlp.toUpperCase(Locale.ROOT);
    }

    private static String line(JsonNode preview, String name) {
        return SafeText.line(Json.text(preview, name));
    }

    @Override
    protected Optional<String> question(JsonNode preview) {
        return Optional.of("Write it to " + SafeText.line(output.toString()) + "?");
    }

    @Override
    protected String otherwise(JsonNode preview) {
        return "Nothing was written.";
    }

    @Override
    protected JsonNode act(Node node) throws Refused {
        Path file = surroundings.folder().resolve(output);
        try (SavedFile saved = SavedFile.start(file, SavedFile.Readers.USUAL)) {
            long bytes = node.download(path(node, "file"), saved.out(), count -> {});
            saved.finish();
            return Json.object().put("file", file.toString()).put("bytes", bytes);
        }
    }

    @Override
    protected void tell(Console console, JsonNode done) {
        console.print("wrote " + SafeText.line(output.toString()) + ", "
                + Progress.bytes(done.path("bytes").asLong()));
    }

    private ApiPath path(Node node, String... more) throws Refused {
        List<String> segments = new ArrayList<>(List.of("disclosures", Council.community(node, in.name()), id));
        segments.addAll(List.of(more));
        return ApiPath.of(segments.toArray(String[]::new))
                .with("entry", Optional.ofNullable(entry).map(String::valueOf));
    }
}
