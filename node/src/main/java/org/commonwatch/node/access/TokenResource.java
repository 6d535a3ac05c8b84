package org.commonwatch.node.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.commonwatch.kernel.BoundedJson;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.node.http.Problem;
import org.commonwatch.node.policy.Space;
import org.commonwatch.node.spine.Logs;
import org.commonwatch.stix.Timestamps;
import org.commonwatch.stix.Tlp;

/** Tokens for programs, made and revoked by the owner. A secret is in one answer only: that of its making. */
@Path("/api/v1/tokens")
@Produces(MediaType.APPLICATION_JSON)
@Allow(Right.OWNER)
public class TokenResource {
    private static final Set<String> KNOWN =
            Set.of("name", "rights", "collection", "max_tlp", "expires", "own", "source");

    /** What a token reads unless it is said: what a community's members may hand to their own people. */
    private static final Tlp MAX_TLP_DEFAULT = Tlp.AMBER;

    private final Tokens tokens;
    private final Logs logs;

    @Inject
    TokenResource(Tokens tokens, Logs logs) {
        this.tokens = tokens;
        this.logs = logs;
    }

    @POST
    public Response create(byte[] body) throws Refused {
        JsonNode asked = BoundedJson.parse(body);
        for (var member : asked.properties()) {
            if (!KNOWN.contains(member.getKey())) {
                throw Refusal.of(
                                "token-property",
                                "/" + member.getKey(),
                                "A token has no such property; it has " + KNOWN)
                        .toException();
            }
        }
        String name = text(asked, "name").orElse("");
        Secret secret = tokens.create(
                name, writes(asked), collection(asked), maxTlp(asked), expires(asked), own(asked), source(asked));
        ObjectNode made =
                JsonNodeFactory.instance.objectNode().put("name", name).put("token", secret.reveal());
        return Response.status(Response.Status.CREATED)
                .entity(made)
                .header("Cache-Control", "no-store")
                .build();
    }

    @GET
    public ObjectNode list() {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode list = answer.putArray("tokens");
        for (Token token : tokens.all()) {
            list.addObject()
                    .put("name", token.name())
                    .put("rights", rights(token))
                    .put("collection", token.collection().orElse(null))
                    .put("max_tlp", token.maxTlp().word())
                    .put("expires", token.expires().map(Instant::toString).orElse(null))
                    .put("created", token.created().toString())
                    .put("own", token.own())
                    .put("source", token.source().orElse(null));
        }
        return answer;
    }

    @DELETE
    @Path("{name}")
    public Response revoke(@PathParam("name") String name) {
        return tokens.revoke(name)
                ? Response.noContent().build()
                : Problem.of(Response.Status.NOT_FOUND, "token-unknown", "There is no token of this name.")
                        .response();
    }

    private static boolean writes(JsonNode asked) throws Refused {
        return switch (text(asked, "rights").orElse("read")) {
            case "read", "push" -> false;
            case "write" -> true;
            case String other ->
                throw Refusal.of("token-rights", "/rights", "Rights are read, write or push.", other)
                        .toException();
        };
    }

    private static String rights(Token token) {
        String reads = token.write() ? "write" : "read";
        return token.source().isPresent() ? "push" : reads;
    }

    /** The source a push token is bound to; whether there is one yet does not matter, it may be added later. */
    private static Optional<String> source(JsonNode asked) throws Refused {
        boolean push = text(asked, "rights").equals(Optional.of("push"));
        Optional<String> source = text(asked, "source");
        if (push != source.isPresent() || !source.orElse("s").matches(Token.NAME_PATTERN)) {
            throw Refusal.of(
                            "token-source",
                            "/source",
                            "A token with the right push names the source it pushes to, no other does.",
                            source.orElse(""))
                    .toException();
        }
        return source;
    }

    /** For the own firewalls, resolvers and sensors, which need no more than to read. */
    private static boolean own(JsonNode asked) throws Refused {
        JsonNode own = asked.path("own");
        boolean reads = text(asked, "rights").orElse("read").equals("read");
        if (!(own.isMissingNode() || own.isNull() || own.isBoolean()) || (own.asBoolean() && !reads)) {
            throw Refusal.of(
                            "token-own",
                            "/own",
                            "true or false is needed; only a token with the right read can fetch own values.",
                            own.toString())
                    .toException();
        }
        return own.asBoolean();
    }

    private Optional<String> collection(JsonNode asked) throws Refused {
        Optional<String> name = text(asked, "collection");
        boolean known = name.map(wanted -> logs.named(wanted)
                        .filter(log -> log.space() == Space.COMMUNITY)
                        .isPresent())
                .orElse(true);
        if (!known) {
            throw Refusal.of("token-collection", "/collection", "There is no such collection here.", name.orElse(""))
                    .toException();
        }
        return name;
    }

    private static Tlp maxTlp(JsonNode asked) throws Refused {
        Optional<String> word = text(asked, "max_tlp");
        if (word.isEmpty()) {
            return MAX_TLP_DEFAULT;
        }
        return Tlp.parse(word.orElseThrow())
                .orElseThrow(() -> Refusal.of(
                                "token-max-tlp",
                                "/max_tlp",
                                "One of clear, green, amber, amber+strict, red is needed.",
                                word.orElse(""))
                        .toException());
    }

    private static Optional<Instant> expires(JsonNode asked) throws Refused {
        Optional<String> text = text(asked, "expires");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Optional<Instant> time = Timestamps.parse(text.orElseThrow());
        if (time.isEmpty()) {
            throw Refusal.of(
                            "token-expires",
                            "/expires",
                            "A time such as 2026-12-31T00:00:00Z is needed.",
                            text.orElse(""))
                    .toException();
        }
        return time;
    }

    private static Optional<String> text(JsonNode asked, String property) throws Refused {
        JsonNode value = asked.path(property);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isTextual()) {
            throw Refusal.of("token-property", "/" + property, "A text is needed.", value.toString())
                    .toException();
        }
        return Optional.of(value.textValue());
    }
}
