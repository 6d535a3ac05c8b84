package org.commonwatch.cli.http;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import org.commonwatch.cli.console.Fault;
import org.commonwatch.cli.console.SafeText;
import org.commonwatch.cli.console.Surroundings;

/**
 * Where the node listens and with which token it is asked.
 *
 * @param base scheme, host and port, without a slash at the end
 * @param token the bearer token, a secret; empty to ask without one
 * @param startHint the command that starts this node
 */
record NodeAddress(URI base, String token, String startHint) {
    private static final int FILE_BYTES_MAX = 4096;
    private static final int TOKEN_CHARS_MAX = 512;
    private static final Pattern VISIBLE_ASCII = Pattern.compile("[\\x21-\\x7e]+");

    /**
     * {@code --home} first; then {@code COMMONWATCH_URL}; then the usual folder. A token in the environment comes before
     * the one in the folder, as it does for the node.
     */
    static NodeAddress find(Optional<Path> named, Path usual, Surroundings surroundings) {
        Optional<String> url = surroundings.variable("COMMONWATCH_URL");
        Optional<String> given = surroundings.variable("COMMONWATCH_OWNER_TOKEN");
        Path home = named.orElse(usual);
        if (named.isEmpty() && url.isPresent()) {
            String token = given.or(() -> read(home.resolve("owner.token")))
                    .orElseThrow(
                            () -> new Fault("COMMONWATCH_URL is set but no token; set COMMONWATCH_OWNER_TOKEN too"));
            return new NodeAddress(base(url.get(), "COMMONWATCH_URL"), token(token), "start the node there");
        }
        String hint = "start it with: commonwatch up"
                + (named.isPresent() ? " --home " + SafeText.line(home.toString()) : "");
        Path urlFile = home.resolve("node.url");
        String address = read(urlFile)
                .orElseThrow(() -> new Fault("no node is running in " + SafeText.line(home.toString()) + "; " + hint));
        String token = given.or(() -> read(home.resolve("owner.token")))
                .orElseThrow(() -> new Fault("there is no owner.token in " + SafeText.line(home.toString())
                        + "; the node was started with COMMONWATCH_OWNER_TOKEN, set it here too"));
        return new NodeAddress(base(address, urlFile.toString()), token(token), hint);
    }

    /** The given server, with the owner's token only if it is the node that {@link #find} finds. */
    static NodeAddress at(URI address, Optional<Path> named, Path usual, Surroundings surroundings) {
        URI base = URI.create(address.getScheme() + "://" + address.getHost()
                + (address.getPort() < 0 ? "" : ":" + address.getPort()));
        boolean known = named.isPresent()
                || surroundings.variable("COMMONWATCH_URL").isPresent()
                || Files.exists(usual.resolve("node.url"));
        if (known) {
            NodeAddress own = find(named, usual, surroundings);
            if (own.base().equals(base)) {
                return own;
            }
        }
        return new NodeAddress(base, "", "nobody answers there");
    }

    @Override
    public String toString() {
        return base.toString();
    }

    private static Optional<String> read(Path file) {
        try {
            if (!Files.exists(file)) {
                return Optional.empty();
            }
            if (Files.size(file) > FILE_BYTES_MAX) {
                throw new Fault(
                        file + " is longer than " + FILE_BYTES_MAX + " bytes; that is no address or token of ours");
            }
            return Optional.of(Files.readString(file).strip()).filter(text -> !text.isEmpty());
        } catch (IOException e) {
            throw new Fault("cannot read " + SafeText.line(file.toString()) + ": " + e.getMessage(), e);
        }
    }

    private static URI base(String text, String from) {
        try {
            URI uri = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
            boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (web && uri.getHost() != null && uri.getRawUserInfo() == null && uri.getRawQuery() == null) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // Said below, without repeating what may hold a password.
        }
        throw new Fault(SafeText.line(from) + " does not hold an address of the form http[s]://host[:port]");
    }

    private static String token(String text) {
        if (text.length() > TOKEN_CHARS_MAX || !VISIBLE_ASCII.matcher(text).matches()) {
            throw new Fault(
                    "the owner's token holds characters no token has; check COMMONWATCH_OWNER_TOKEN or owner.token");
        }
        return text;
    }
}
