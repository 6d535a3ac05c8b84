package org.commonwatch.cli.notify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.commonwatch.cli.console.AnswerOptions;
import org.commonwatch.cli.console.Console;
import org.commonwatch.cli.console.Exit;
import org.commonwatch.cli.console.Fault;
import org.commonwatch.cli.console.Json;
import org.commonwatch.cli.console.SafeText;
import org.commonwatch.cli.console.Surroundings;
import org.commonwatch.cli.http.ApiPath;
import org.commonwatch.cli.http.NodeOptions;
import org.commonwatch.kernel.Refused;

/** What the commands that add a channel have in common. */
final class Adding {
    private static final int SECRET_BYTES_MAX = 8 * 1024;

    private Adding() {}

    static int add(Surroundings surroundings, NodeOptions at, AnswerOptions answer, ObjectNode body) throws Refused {
        JsonNode added = at.node(surroundings).post(ApiPath.of("notify"), body);
        Console console = surroundings.console();
        String name = SafeText.line(Json.text(body, "name"));
        if (answer.json()) {
            console.print(added);
            return Exit.DONE;
        }
        String secret = Json.text(added, "secret");
        if (secret.isEmpty()) {
            console.print("added " + name + "; try it: commonwatch notify test " + name);
        } else {
            console.print(SafeText.line(secret));
            console.note("This is the only time the secret is shown: it signs what " + name
                    + " is sent. Try it: commonwatch notify test " + name);
        }
        return Exit.DONE;
    }

    /** A secret from a file, which keeps it out of the process list and the shell's history. */
    static String read(Surroundings surroundings, String path) {
        Path file = surroundings.folder().resolve(path);
        try {
            if (Files.size(file) > SECRET_BYTES_MAX) {
                throw new Fault(SafeText.line(file.toString()) + " is too long for one line");
            }
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new Fault("cannot read " + SafeText.line(file.toString()) + ": " + e.getMessage(), e);
        }
    }
}
