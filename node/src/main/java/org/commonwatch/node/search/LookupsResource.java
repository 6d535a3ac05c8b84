package org.commonwatch.node.search;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;
import org.commonwatch.kernel.BoundedJson;
import org.commonwatch.kernel.Limits;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.node.access.Allow;
import org.commonwatch.node.access.Caller;
import org.commonwatch.node.access.Right;
import org.commonwatch.node.policy.Action;

/** Look-ups over HTTP. */
@Path("/api/v1/lookups")
@Allow(Right.READ)
@Produces(MediaType.APPLICATION_JSON)
public class LookupsResource {
    private final Lookups lookups;
    private final Caller caller;

    @Inject
    LookupsResource(Lookups lookups, Caller caller) {
        this.lookups = lookups;
        this.caller = caller;
    }

    record LookedUp(List<Lookups.Result> results) {}

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Response lookUp(byte[] body) throws Refused {
        return Response.ok(new LookedUp(lookups.of(values(body), caller.gate(Action.SEARCH))))
                .build();
    }

    private static List<String> values(byte[] body) throws Refused {
        JsonNode array = BoundedJson.parse(body).path("values");
        if (!array.isArray() || array.size() > Limits.LOOKUP_VALUES_MAX) {
            throw Refusal.of(
                            "lookup-values",
                            "/values",
                            "An array values with at most " + Limits.LOOKUP_VALUES_MAX + " strings is needed.")
                    .toException();
        }
        List<String> values = new ArrayList<>(array.size());
        for (JsonNode value : array) {
            String text = value.textValue();
            if (text == null || text.length() > Limits.LOOKUP_VALUE_CHARS_MAX) {
                throw Refusal.of(
                                "lookup-value",
                                "/values/" + values.size(),
                                "A value is a string of at most " + Limits.LOOKUP_VALUE_CHARS_MAX + " characters.",
                                value.toString())
                        .toException();
            }
            values.add(text);
        }
        return values;
    }
}
