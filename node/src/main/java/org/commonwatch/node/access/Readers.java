package org.commonwatch.node.access;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.commonwatch.node.policy.Reader;

/** Everyone who can read through this node now: the organisation's own people, and each program with a token. */
@ApplicationScoped
public class Readers {
    private final Tokens tokens;
    private final Clock clock;

    @Inject
    Readers(Tokens tokens, Clock clock) {
        this.tokens = tokens;
        this.clock = clock;
    }

    /** The owner first, then tokens by name. */
    public List<Reader> all() {
        Stream<Reader> programs = tokens.all().stream()
                .filter(token ->
                        token.validAt(clock.instant()) && token.source().isEmpty())
                .map(Token::reader);
        return Stream.concat(Stream.of(Reader.owner("owner")), programs).toList();
    }
}
