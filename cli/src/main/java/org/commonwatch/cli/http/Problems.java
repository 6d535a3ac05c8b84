package org.commonwatch.cli.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import org.commonwatch.cli.console.Fault;
import org.commonwatch.kernel.BoundedJson;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;

/** Reads a node's "no": {@code application/problem+json} of RFC 9457 with our {@code code}, or whatever else came. */
final class Problems {
    static final int BYTES_MAX = 1024 * 1024;

    private Problems() {}

    /** Returns a {@link Refused} for what the caller can mend, throws a {@link Fault} for what the node must. */
    static Refused of(URI base, int status, byte[] body) {
        Refusal refusal = refusal(base, status, body);
        if (status >= 500) {
            throw new Fault("the node at " + base + " failed (" + status + "): " + refusal.message());
        }
        if (status < 400) {
            throw new Fault(base + " answered with a redirect (" + status + "); give the node's own address");
        }
        return refusal.toException();
    }

    private static Refusal refusal(URI base, int status, byte[] body) {
        JsonNode problem;
        try {
            problem = BoundedJson.parse(body);
        } catch (Refused notJson) {
            return Refusal.of("http-" + status, "", sentence(base, status));
        }
        String code = text(problem, "code", "http-" + status);
        String detail = text(problem, "detail", text(problem, "title", sentence(base, status)));
        String path = problem.path("position").isIntegralNumber()
                ? "character " + problem.path("position").asLong()
                : "";
        return Refusal.of(code, path, detail);
    }

    private static String text(JsonNode problem, String name, String otherwise) {
        String text = problem.path(name).asText("");
        return text.isBlank() ? otherwise : text;
    }

    private static String sentence(URI base, int status) {
        return switch (status) {
            case 401 -> "The node does not accept this token; check COMMONWATCH_OWNER_TOKEN, or use --home.";
            case 403 -> "This token may not do that.";
            case 404 -> "There is nothing by that name at " + base + ".";
            case 413 -> "That is more than the node takes at once.";
            case 429 -> "The node is asked too often; wait a little.";
            default -> "The node answered " + status + " without a reason.";
        };
    }
}
