package org.commonwatch.node.access;

import jakarta.enterprise.context.RequestScoped;
import java.util.Optional;
import java.util.function.Supplier;
import org.commonwatch.node.policy.Action;
import org.commonwatch.node.policy.Gate;
import org.commonwatch.node.policy.Reader;

/** Who makes the current request; set once by {@link Authentication}. */
@RequestScoped
public class Caller {
    private Optional<Reader> reader = Optional.empty();
    private Supplier<Optional<Reader>> standing = Optional::empty;
    private Optional<String> pushes = Optional.empty();

    void is(Reader known, Supplier<Optional<Reader>> again) {
        reader = Optional.of(known);
        standing = again;
    }

    void pushes(String source) {
        pushes = Optional.of(source);
    }

    /** Whether this caller may push lines to a source: the owner to each, a push token to its own. */
    public boolean mayPush(String source) {
        return reader.map(Reader::owner).orElse(false) || pushes.equals(Optional.of(source));
    }

    /**
     * Asks anew who this caller is, from any platform thread and after the request: empty once the token is revoked or the
     * session has ended. For answers that last, such as the live stream.
     */
    public Supplier<Optional<Reader>> standing() {
        return standing;
    }

    /** @throws IllegalStateException on an endpoint that lets anyone in: those must not ask */
    public Reader reader() {
        return reader.orElseThrow(() -> new IllegalStateException("this endpoint lets anyone in, nobody is known"));
    }

    public boolean known() {
        return reader.isPresent();
    }

    public Gate gate(Action action) {
        return new Gate(reader(), action);
    }
}
