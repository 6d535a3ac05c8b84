package org.commonwatch.node.taxii;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.commonwatch.node.spine.Micros;
import org.commonwatch.node.spine.Submission;

/** What became of one POST: TAXII's status resource, kept without the objects themselves. */
record Status(
        UUID id,
        String reader,
        Instant requested,
        List<Success> successes,
        List<Failure> failures,
        List<Submission> submissions) {
    record Success(String id, String version) {}

    record Failure(String id, String message) {}

    Status {
        successes = List.copyOf(successes);
        failures = List.copyOf(failures);
        submissions = List.copyOf(submissions);
    }

    boolean complete() {
        return submissions.stream().allMatch(Submission::done);
    }

    byte[] json() {
        boolean complete = complete();
        return TaxiiJson.object(json -> {
            json.writeStringField("id", id.toString());
            json.writeStringField("status", complete ? "complete" : "pending");
            json.writeStringField("request_timestamp", Micros.text(Micros.of(requested)));
            json.writeNumberField("total_count", successes.size() + failures.size());
            json.writeNumberField("success_count", complete ? successes.size() : 0);
            json.writeNumberField("failure_count", failures.size());
            json.writeNumberField("pending_count", complete ? 0 : successes.size());
            writeAccepted(json, complete ? "successes" : "pendings");
            writeFailures(json);
        });
    }

    private void writeAccepted(JsonGenerator json, String name) throws IOException {
        json.writeArrayFieldStart(name);
        for (Success success : successes) {
            json.writeStartObject();
            json.writeStringField("id", success.id());
            if (!success.version().isEmpty()) {
                json.writeStringField("version", success.version());
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void writeFailures(JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("failures");
        for (Failure failure : failures) {
            json.writeStartObject();
            json.writeStringField("id", failure.id());
            json.writeStringField("message", failure.message());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
