package org.commonwatch.node.access;

import jakarta.enterprise.context.RequestScoped;
import java.util.Optional;
import org.commonwatch.node.policy.Action;
import org.commonwatch.node.policy.Gate;
import org.commonwatch.node.policy.Reader;

/** Who makes the current request; set once by {@link Authentication}. */
@RequestScoped
public class Caller {
    private Optional<Reader> reader = Optional.empty();

    void is(Reader known) {
        reader = Optional.of(known);
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
