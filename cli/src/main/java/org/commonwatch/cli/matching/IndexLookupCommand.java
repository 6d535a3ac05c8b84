package org.commonwatch.cli.matching;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.commonwatch.cli.console.AnswerOptions;
import org.commonwatch.cli.console.Console;
import org.commonwatch.cli.console.Exit;
import org.commonwatch.cli.console.Json;
import org.commonwatch.cli.console.SafeText;
import org.commonwatch.cli.console.Surroundings;
import org.commonwatch.kernel.Refused;
import org.commonwatch.matching.Indicator;
import org.commonwatch.matching.MatchKind;
import org.commonwatch.matching.index.IndicatorIndex;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "lookup",
        header = "Looks values up in an index file, in any form they can be written.",
        description = {
            "",
            "Prints 'kind TAB value TAB id' for each indicator that is equal; parents of a domain and networks of an"
                    + " address are not looked for, as scan does. Exit code 1 when something was found, 0 when not. With"
                    + " --json: one line a value."
        },
        footer = {
            "",
            "Examples:",
            "  commonwatch index lookup indicators.idx evil.example 192.0.2.1",
            "  commonwatch index lookup indicators.idx 'hxxp://evil[.]example/a' --json"
        })
final class IndexLookupCommand implements Callable<Integer> {
    @Mixin
    private AnswerOptions answer = new AnswerOptions();

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(index = "0", paramLabel = "INDEX", description = "The file.")
    private String input = "";

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "VALUE", description = "What to look for.")
    private List<String> values = List.of();

    private final Surroundings surroundings;

    IndexLookupCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Refused {
        boolean found = false;
        try (IndicatorIndex index = IndexFiles.open(input, surroundings, spec)) {
            for (String value : values) {
                List<Indicator> equal = new ArrayList<>();
                for (MatchKind kind : MatchKind.values()) {
                    equal.addAll(index.lookup(kind, value));
                }
                found |= !equal.isEmpty();
                print(value, equal);
            }
        }
        return found ? Exit.REFUSED : Exit.DONE;
    }

    private void print(String value, List<Indicator> equal) {
        Console console = surroundings.console();
        if (answer.json()) {
            ArrayNode all = JsonNodeFactory.instance.arrayNode();
            for (Indicator it : equal) {
                all.add(Json.object()
                        .put("kind", it.kind().word())
                        .put("value", it.value())
                        .put("id", it.id()));
            }
            console.print(Json.object().put("value", value).set("indicators", all));
        } else {
            for (Indicator it : equal) {
                console.print(it.kind().word() + "\t" + SafeText.line(it.value()) + "\t" + it.id());
            }
        }
    }
}
