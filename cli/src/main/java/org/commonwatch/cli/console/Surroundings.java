package org.commonwatch.cli.console;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/**
 * Everything a command takes from outside, so that a test can put a command anywhere.
 *
 * @param console streams and terminal
 * @param environment environment variables; may hold secrets, never printed
 * @param folder the folder relative paths start from
 * @param clock for dates relative to now
 */
public record Surroundings(Console console, Map<String, String> environment, Path folder, Clock clock) {
    public Surroundings {
        environment = Map.copyOf(environment);
    }

    /** A variable that is set and not blank. */
    public Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).map(String::strip).filter(value -> !value.isEmpty());
    }

    @Override
    public String toString() {
        return "Surroundings[" + folder + "]";
    }
}
