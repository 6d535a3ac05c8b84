package org.commonwatch.stix;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.function.Consumer;
import org.commonwatch.kernel.Limits;
import org.commonwatch.kernel.Refusal;

/** Checks a whole input and says what is wrong, object by object; what a command line or a page then formats. */
public final class StixCheck {
    /**
     * One thing that is wrong.
     *
     * @param position the object's place in the input, from 0
     * @param id the object's id, if it could be read
     */
    public record Line(int position, Optional<String> id, Problem problem) {}

    /**
     * What was checked.
     *
     * @param objects objects that could be read
     * @param broken places that could not be read as objects
     * @param musts problems with binding rules, the broken places included
     * @param shoulds problems with advice
     * @param complete false if reading stopped before the end
     */
    public record Result(int objects, int broken, int musts, int shoulds, boolean complete) {
        public boolean clean() {
            return musts == 0 && shoulds == 0;
        }
    }

    private final Validation validation;
    private final Consumer<? super Line> sink;
    private int musts;
    private int shoulds;

    private StixCheck(Validation validation, Consumer<? super Line> sink) {
        this.validation = validation;
        this.sink = sink;
    }

    /** Reads {@code in} to its end, which stays open; objects of STIX 2.0 are checked as what they become in 2.1. */
    public static Result run(InputStream in, Validation validation, Consumer<? super Line> sink) throws IOException {
        StixCheck check = new StixCheck(validation, sink);
        BundleReader.Summary summary = BundleReader.read(in, Lift.before(check::item));
        int unreported = Math.max(0, summary.rejected() - Limits.REFUSALS_REPORTED_MAX);
        return new Result(
                summary.accepted(), summary.rejected(), check.musts + unreported, check.shoulds, summary.complete());
    }

    private void item(BundleReader.Item item) {
        switch (item) {
            case BundleReader.Accepted accepted -> {
                Optional<String> id = Optional.of(accepted.object().id());
                validation.full(accepted.object()).forEach(problem -> tell(item.position(), id, problem));
            }
            case BundleReader.Rejected rejected -> tell(item.position(), rejected.id(), problem(rejected.refusal()));
        }
    }

    private void tell(int position, Optional<String> id, Problem problem) {
        switch (problem.severity()) {
            case MUST -> musts++;
            case SHOULD -> shoulds++;
        }
        sink.accept(new Line(position, id, problem));
    }

    /** What cannot be read breaks section 2 (the JSON serialization) or the common properties of section 3.2. */
    private static Problem problem(Refusal refusal) {
        String section = refusal.code().startsWith("stix-") ? "3.2" : "2";
        return new Problem(
                refusal.path(), refusal.code(), section, refusal.message(), refusal.value(), Problem.Severity.MUST);
    }
}
