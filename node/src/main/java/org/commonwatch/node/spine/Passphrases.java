package org.commonwatch.node.spine;

import java.io.Console;
import java.util.Arrays;
import java.util.Optional;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.vault.Unlock;

/** Asks the person who starts the node. */
interface Passphrases {
    /** Set by {@code up --passphrase}. */
    String WANTED = "commonwatch.passphrase";

    /** Whether a new node's keys are to be locked with a passphrase. */
    boolean wanted();

    /** The passphrase that was chosen once. */
    Unlock.Passphrase ask() throws Refused;

    /** A new one, asked twice. */
    Unlock.Passphrase choose() throws Refused;

    /** On the terminal on which the node was started. */
    static Passphrases terminal() {
        return new Passphrases() {
            @Override
            public boolean wanted() {
                return Boolean.getBoolean(WANTED);
            }

            @Override
            public Unlock.Passphrase ask() throws Refused {
                return Unlock.Passphrase.of(read("passphrase of this node's keys: "));
            }

            @Override
            public Unlock.Passphrase choose() throws Refused {
                char[] first = read("new passphrase for this node's keys: ");
                if (!Arrays.equals(first, read("again: "))) {
                    throw Refusal.of("passphrase-differs", "", "The two passphrases differ; start again.")
                            .toException();
                }
                return Unlock.Passphrase.of(first);
            }

            private char[] read(String prompt) throws Refused {
                Optional<Console> console =
                        Optional.ofNullable(System.console()).filter(Console::isTerminal);
                if (console.isEmpty()) {
                    throw Refusal.of(
                                    "passphrase-no-terminal",
                                    "",
                                    "This node's keys are locked with a passphrase, and there is no terminal to ask for it."
                                            + " Start it on one, or lock them with a secret's file instead: commonwatch keys"
                                            + " reencrypt --secret-file FILE")
                            .toException();
                }
                return Optional.ofNullable(console.orElseThrow().readPassword("%s", prompt))
                        .orElseGet(() -> new char[0]);
            }
        };
    }
}
