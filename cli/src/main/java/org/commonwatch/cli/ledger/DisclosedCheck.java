package org.commonwatch.cli.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import org.commonwatch.cli.console.Console;
import org.commonwatch.cli.console.Exit;
import org.commonwatch.cli.console.Fault;
import org.commonwatch.cli.console.Json;
import org.commonwatch.cli.console.SafeText;
import org.commonwatch.kernel.BoundedJson;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disclose.DisclosedObject;
import org.commonwatch.ledger.disclose.Proven;
import org.commonwatch.ledger.policy.Policy;
import org.commonwatch.ledger.statement.Statement;
import org.commonwatch.ledger.statement.StatementTime;

/** The file of one object that somebody disclosed, checked against a policy: needs no node and no log. */
final class DisclosedCheck {
    private final String name;
    private final Optional<Proven> proven;
    private final Optional<Refusal> refusal;

    private DisclosedCheck(String name, Optional<Proven> proven, Optional<Refusal> refusal) {
        this.name = name;
        this.proven = proven;
        this.refusal = refusal;
    }

    static DisclosedCheck of(Path file, Policy policy) {
        String name = file.getFileName().toString();
        try {
            Proven proven = DisclosedObject.parse(bytes(file)).verify(policy);
            return new DisclosedCheck(name, Optional.of(proven), Optional.empty());
        } catch (Refused e) {
            return new DisclosedCheck(name, Optional.empty(), Optional.of(e.refusal()));
        }
    }

    /** One byte more than may be, so that a file that is too long is refused as such. */
    private static byte[] bytes(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(DisclosedObject.BYTES_MAX + 1);
        } catch (IOException e) {
            throw new Fault("cannot read " + SafeText.line(file.toString()) + ": " + e.getMessage(), e);
        }
    }

    /** Returns the exit code. */
    int report(Console console, boolean json) {
        if (json) {
            console.print(json());
        } else {
            refusal.ifPresent(no -> console.print(SafeText.line(name + ": REFUSED, " + no)));
            proven.ifPresent(yes -> print(console, yes));
        }
        return proven.isPresent() ? Exit.DONE : Exit.REFUSED;
    }

    private void print(Console console, Proven yes) {
        Statement statement = yes.envelope().statement();
        String author = yes.key().name();
        console.print(SafeText.line(name + ": proved"));
        console.print("author   " + author + ", which is the name of "
                + (yes.laterKey() ? "a key that handed over to this one" : "this key"));
        console.print("key      " + yes.key().key().id());
        console.print("said     " + StatementTime.text(statement.draft().time()) + " by the author's clock ("
                + SafeText.line(statement.draft().type()) + ")");
        console.print(SafeText.line(
                "place    entry " + yes.entry() + " of " + statement.draft().origin() + ", one of "
                        + (yes.neighbours() + 1) + (yes.neighbours() == 0 ? " object" : " objects")));
        console.print(SafeText.line("log      " + yes.judged().signed().size() + " entries, " + cosigned(yes)));
        console.print("");
        object(yes)
                .ifPresentOrElse(
                        object -> console.print(object),
                        () -> console.print(
                                yes.object().bytes().length + " bytes that are no JSON; --json has them in base64"));
        console.print("");
        console.print(
                "Not proved: whose the name is (compare the key with its owner), and that the log's members count the");
        console.print("entry or that it was not recalled since; only the whole log shows that.");
    }

    private static String cosigned(Proven yes) {
        if (yes.cosignedBy().isEmpty()) {
            return "unwitnessed: signed by who orders it and nobody else";
        }
        return "cosigned by " + String.join(", ", yes.cosignedBy())
                + yes.cosignedAt().map(time -> ", the last at " + time).orElse("");
    }

    private static Optional<JsonNode> object(Proven yes) {
        try {
            return Optional.of(BoundedJson.parse(yes.object().bytes()));
        } catch (Refused noJson) {
            return Optional.empty();
        }
    }

    private ObjectNode json() {
        ObjectNode out = Json.object().put("file", name).put("proved", proven.isPresent());
        refusal.ifPresent(no -> out.putObject("problem")
                .put("code", no.code())
                .put("path", no.path())
                .put("message", no.message())
                .put("value", no.value()));
        proven.ifPresent(yes -> {
            Statement statement = yes.envelope().statement();
            out.put("author", yes.key().name())
                    .put("key", yes.key().key().id().toString())
                    .put("later_key", yes.laterKey())
                    .put("time", StatementTime.text(statement.draft().time()))
                    .put("type", statement.draft().type())
                    .put("origin", statement.draft().origin())
                    .put("entry", yes.entry())
                    .put("position", yes.object().index())
                    .put("neighbours", yes.neighbours())
                    .put("size", yes.judged().signed().size())
                    .put("root", yes.judged().signed().root().hex());
            out.set("cosigned_by", Json.array(yes.cosignedBy()));
            yes.cosignedAt().ifPresent(time -> out.put("cosigned_at", time.toString()));
            out.set("body", statement.draft().body());
            out.put("bytes", Base64.getEncoder().encodeToString(yes.object().bytes()));
            object(yes).ifPresent(object -> out.set("object", object));
        });
        return out;
    }
}
