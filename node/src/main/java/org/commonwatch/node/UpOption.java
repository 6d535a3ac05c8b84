package org.commonwatch.node;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** What may stand after {@code commonwatch up}. */
enum UpOption {
    HOME("--home", "DIR", "Folder of this node (default: $COMMONWATCH_HOME, else ./commonwatch-home)."),
    BIND("--bind", "ADDR", "Address to listen on (default: 127.0.0.1)."),
    PORT("--port", "N", "Port to listen on; 0 takes a free one (default: 8080)."),
    SAMPLE("--sample", "", "Fill an empty node with a small sample community; `sample remove` deletes it."),
    TLS_CERT("--tls-cert", "FILE", "Certificate chain (PEM); serves HTTPS."),
    TLS_KEY("--tls-key", "FILE", "Private key of the certificate (PEM)."),
    BEHIND_PROXY("--behind-proxy", "URL", "Public address of a TLS-terminating proxy in front of this node."),
    INSECURE_HTTP("--insecure-http", "", "Serve plain HTTP on a non-loopback address: tokens travel readable."),
    PASSPHRASE("--passphrase", "", "Lock a new node's keys with a passphrase, asked here now and at every start."),
    REPLACES("--replaces", "ORG", "New home for the member ORG (org-...), whose keys are lost; its steward confirms."),
    WITH_PARENT("--with-parent", "", "Stop when standard input ends: for a program that runs this node as its child."),
    HELP("--help", "", "Show this help and exit.");

    private static final String BEFORE_OPTIONS = """
            Usage: commonwatch up [OPTIONS]
            Runs this organisation's node until it is stopped.
            """;
    private static final String AFTER_OPTIONS = """


            Prints one line `ready URL` on stdout when it serves. Everything it keeps is in the home folder:
            ledger/ (proof), local.db (private, back it up), index.db (rebuilt at will), keys/ (locked), owner.token.
            What opens the keys lies elsewhere: in the file that COMMONWATCH_SECRET_FILE names, in the systemd credential
            commonwatch-secret, in a file made once in your state folder, or in your head (--passphrase). `keys status` says.

            Examples:
              commonwatch up                        on http://127.0.0.1:8080, home in ./commonwatch-home
              commonwatch up --sample               with a small sample community to look at
              commonwatch up --bind 0.0.0.0 --tls-cert cert.pem --tls-key key.pem
            """;

    private final String word;
    private final String value;
    private final String description;

    /** @param value what the value is called in the help; empty for an option without one */
    UpOption(String word, String value, String description) {
        this.word = word;
        this.value = value;
        this.description = description;
    }

    static Optional<UpOption> of(String word) {
        String asked = word.equals("-h") ? HELP.word : word;
        return Arrays.stream(values())
                .filter(option -> option.word.equals(asked))
                .findFirst();
    }

    static String help() {
        String options = Arrays.stream(values())
                .map(option -> String.format(
                        "  %-20s %s",
                        option.value.isEmpty() ? option.word : option.word + "=" + option.value, option.description))
                .collect(Collectors.joining("\n"));
        return BEFORE_OPTIONS + options + AFTER_OPTIONS;
    }

    boolean takesValue() {
        return !value.isEmpty();
    }

    String word() {
        return word;
    }
}
