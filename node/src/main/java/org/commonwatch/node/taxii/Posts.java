package org.commonwatch.node.taxii;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.node.policy.Reader;
import org.commonwatch.node.policy.Rule;
import org.commonwatch.node.sharing.Item;
import org.commonwatch.node.sharing.Markings;
import org.commonwatch.node.sharing.Sharing;
import org.commonwatch.node.sharing.SharingCommand;
import org.commonwatch.node.spine.Fan;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.Submission;
import org.commonwatch.stix.BundleReader;
import org.commonwatch.stix.Lift;
import org.commonwatch.stix.Problem;
import org.commonwatch.stix.StixObject;
import org.commonwatch.stix.Validation;

/**
 * Adds and deletes through TAXII. A POST becomes one statement (or a few, at the named limits); it is answered as {@code
 * complete} once the entry is final and applied, so that the next GET and search see it, and as {@code pending} after two
 * seconds. A bad object is a failure in the status; the good ones are kept.
 */
@ApplicationScoped
class Posts {
    private final Sharing sharing;
    private final Statuses statuses = new Statuses();
    private final Clock clock;
    private final Fan fan;

    @Inject
    Posts(Sharing sharing, Clock clock, Fan fan) {
        this.fan = fan;
        this.sharing = sharing;
        this.clock = clock;
    }

    /** @return the status resource (TAXII 2.1 section 4.3.1), as soon as it says {@code complete} or has waited for that long enough */
    CompletableFuture<byte[]> accept(Log log, byte[] body, Reader reader) {
        if (!isObject(body)) {
            throw TaxiiError.of(
                    Response.Status.BAD_REQUEST, "bad-envelope", "A TAXII envelope is a JSON object with objects.");
        }
        List<StixObject> objects = new ArrayList<>();
        List<Status.Failure> failures = new ArrayList<>();
        BundleReader.Summary summary = BundleReader.read(body, fan.helpers(), Lift.before(item -> {
            switch (item) {
                case BundleReader.Accepted accepted -> take(accepted.object(), objects, failures);
                case BundleReader.Rejected rejected ->
                    failures.add(new Status.Failure(
                            rejected.id().orElse(""), rejected.refusal().toString()));
            }
        }));
        if (objects.isEmpty() && !summary.complete()) {
            Refusal refusal = Refusal.of(
                    "bad-envelope",
                    "",
                    failures.isEmpty()
                            ? "This is no TAXII envelope."
                            : failures.getFirst().message());
            throw TaxiiError.of(Response.Status.BAD_REQUEST, refusal);
        }
        UUID id = UUID.randomUUID();
        String batch = "taxii-" + id;
        List<Submission> submissions = sharing.put(log, objects, new SharingCommand.Objects(batch, "", "taxii"));
        List<Status.Success> successes = objects.stream().map(Posts::success).toList();
        Status status = new Status(id, reader.name(), clock.instant(), successes, failures, submissions);
        statuses.keep(status);
        return Submission.settled(submissions, Sharing.PATIENCE).thenApplyAsync(complete -> status.json());
    }

    /** The reader of bundles takes more than TAXII allows, such as a bare array. */
    private static boolean isObject(byte[] body) {
        int at = 0;
        while (at < body.length && (body[at] == ' ' || body[at] == '\n' || body[at] == '\r' || body[at] == '\t')) {
            at++;
        }
        return at < body.length && body[at] == '{';
    }

    /** Nothing for an unknown status and for one of another reader. */
    Optional<byte[]> status(String id, String reader) {
        return statuses.find(id)
                .filter(status -> status.reader().equals(reader))
                .map(Status::json);
    }

    void recall(Log log, List<Item> items, Reader reader) {
        Sharing.await(sharing.recall(log, items, "deleted through TAXII by " + reader.name()), Sharing.PATIENCE);
    }

    /** What a node must be able to rely on; everything else about an object is advice to its author, never a reason to drop it. */
    private static void take(StixObject object, List<StixObject> objects, List<Status.Failure> failures) {
        List<Problem> problems = Validation.acceptable(object);
        if (problems.isEmpty() && !Markings.mayGoToCommunity(object)) {
            failures.add(new Status.Failure(object.id(), Rule.TLP_NOT_FOR_COMMUNITY.sentence()));
        } else if (problems.isEmpty()) {
            objects.add(object);
        } else {
            failures.add(new Status.Failure(
                    object.id(), problems.getFirst().toRefusal().toString()));
        }
    }

    private static Status.Success success(StixObject object) {
        return new Status.Success(
                object.id(),
                object.text("modified").or(() -> object.text("created")).orElse(""));
    }
}
