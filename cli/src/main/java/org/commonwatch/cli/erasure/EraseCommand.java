package org.commonwatch.cli.erasure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonwatch.cli.console.Console;
import org.commonwatch.cli.console.Json;
import org.commonwatch.cli.console.Surroundings;
import org.commonwatch.cli.http.ApiPath;
import org.commonwatch.cli.http.AskedCommand;
import org.commonwatch.cli.http.Node;
import org.commonwatch.kernel.Refused;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "erase",
        header = "Destroys what was imported or shared, here and at every member's node.",
        description = {
            "",
            "Where a recall takes something back and keeps it provable, this destroys it: bytes, salts, and what was made of "
                    + "them. An ID means every version and claim of it by this organisation, in the home log and in "
                    + "communities; --entry names one statement, which is how a steward has another member's erased. First "
                    + "the preview; then, on a terminal, the question. That something was said, by whom and when, stays.",
            "",
            "Members' nodes erase when they hear of it and say so. Backups, exports and whoever else has a copy are out of "
                    + "reach; see SECURITY.md. It cannot be undone.",
            "",
            "Exit code 1 when you say no, or when there is nothing to erase."
        },
        footer = {
            "",
            "Examples:",
            "  commonwatch erase indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f --reason personal-data",
            "  commonwatch erase --batch b-2f9c... --preview",
            "  commonwatch erase --entry harbour/128 --reason law --yes",
            "  commonwatch erase --entry harbour/128 --position 3 --position 7",
            "  commonwatch erase status"
        })
final class EraseCommand extends AskedCommand {
    private static final Pattern ENTRY = Pattern.compile("([a-z][a-z0-9-]{0,62})/([0-9]{1,15})");

    @Parameters(arity = "0..*", paramLabel = "ID", description = "STIX ids.")
    private List<String> ids = List.of();

    @Option(
            names = "--batch",
            paramLabel = "BATCH",
            description = "Everything of one import or share; see: commonwatch import list.")
    private @Nullable String batch;

    @Option(names = "--entry", paramLabel = "LOG/INDEX", description = "The objects of one entry of a log.")
    private @Nullable String entry;

    @Option(
            names = "--position",
            paramLabel = "N",
            description = "With --entry: only the object at this place in it, from 0. May be given several times.")
    private List<Integer> positions = List.of();

    @Option(
            names = "--reason",
            paramLabel = "WORD",
            description =
                    "personal-data, mistake, law, agreement or other (default). Members see it; a text could repeat "
                            + "what is erased.")
    private String reason = "other";

    EraseCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    protected void check() {
        int ways = (ids.isEmpty() ? 0 : 1) + (batch == null ? 0 : 1) + (entry == null ? 0 : 1);
        if (ways != 1) {
            throw wrong("Name objects by id, or one batch with --batch, or one entry with --entry.");
        }
        if (!positions.isEmpty() && entry == null) {
            throw wrong("--position goes with --entry.");
        }
        // Its form, before anybody is asked.
        request(true);
    }

    @Override
    protected String verb() {
        return "erase";
    }

    @Override
    protected JsonNode look(Node node) throws Refused {
        return node.post(ApiPath.of("erasures"), request(true));
    }

    @Override
    protected void show(Console console, JsonNode preview) {
        ErasePreview.print(console, preview);
    }

    @Override
    protected Optional<String> question(JsonNode preview) {
        return Optional.of("Destroy this for good? It cannot be undone.");
    }

    @Override
    protected String otherwise(JsonNode preview) {
        return "Nothing was erased.";
    }

    @Override
    protected JsonNode act(Node node) throws Refused {
        return node.post(ApiPath.of("erasures"), request(false));
    }

    @Override
    protected void tell(Console console, JsonNode done) {
        ErasePreview.done(console, done);
    }

    private ObjectNode request(boolean preview) {
        ObjectNode body = Json.object().put("preview", preview).put("reason", reason);
        if (batch != null) {
            return body.put("batch", batch);
        }
        if (entry == null) {
            body.set("ids", Json.array(ids));
            return body;
        }
        Matcher named = ENTRY.matcher(entry);
        if (!named.matches()) {
            throw wrong("An entry is named as LOG/INDEX, for example harbour/128.");
        }
        body.put("log", named.group(1)).put("entry", Long.parseLong(named.group(2)));
        positions.forEach(body.putArray("positions")::add);
        return body;
    }
}
