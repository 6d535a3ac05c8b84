package org.commonwatch.node.access;

import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Cookie;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;
import java.lang.reflect.Method;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.commonwatch.node.http.Problem;
import org.commonwatch.node.membership.SignedRequests;
import org.commonwatch.node.policy.Reader;
import org.commonwatch.stix.Tlp;

/**
 * Lets a request in or answers it here. Order: the endpoint's {@link Allow}, the bearer or Basic secret, the session cookie.
 * A session counts only for requests the browser itself says come from our own pages, so no other site can act with it.
 */
@Provider
@Priority(Priorities.AUTHENTICATION)
public class Authentication implements ContainerRequestFilter {
    static final String SESSION_COOKIE = "commonwatch-session";
    private static final String CHALLENGE =
            "Bearer realm=\"commonwatch\", Basic realm=\"commonwatch\", charset=\"UTF-8\"";

    /** Addresses below which programs call, which are told what is missing and not sent to a page. */
    private static final Set<String> PROGRAMS = Set.of("/api/", "/taxii2/", "/ledger/", "/feeds/");

    private static final Set<String> SAFE_METHODS = Set.of("GET", "HEAD");

    private final ResourceInfo resource;
    private final Tokens tokens;
    private final Sessions sessions;
    private final SignedRequests signed;
    private final Caller caller;

    @Inject
    Authentication(
            @Context ResourceInfo resource, Tokens tokens, Sessions sessions, SignedRequests signed, Caller caller) {
        this.resource = resource;
        this.tokens = tokens;
        this.sessions = sessions;
        this.signed = signed;
        this.caller = caller;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        Optional<Right> asked = asked(resource);
        if (asked.isEmpty()) {
            request.abortWith(forbidden("This address declares nobody who may call it."));
            return;
        }
        boolean ofNodes = asked.orElseThrow() == Right.MEMBER || asked.orElseThrow() == Right.COSIGNER;
        if (ofNodes && SignedRequests.signs(request.getHeaderString(HttpHeaders.AUTHORIZATION))) {
            member(request, asked.orElseThrow() == Right.COSIGNER);
            return;
        }
        Optional<String> pushes = secret(request).flatMap(tokens::pushes);
        if (pushes.isPresent()) {
            push(request, asked.orElseThrow(), pushes.orElseThrow());
            return;
        }
        Supplier<Optional<Reader>> standing =
                fromHeader(request).or(() -> fromCookie(request)).orElse(Optional::empty);
        Optional<Reader> reader = standing.get();
        reader.ifPresent(known -> caller.is(known, standing));
        Right right = asked.orElseThrow();
        if (right != Right.ANYONE && reader.isEmpty()) {
            request.abortWith(unknown(request));
        } else if (!reader.map(known -> holds(known, right)).orElse(right == Right.ANYONE)) {
            request.abortWith(
                    forbidden("This needs the right to " + right.name().toLowerCase(java.util.Locale.ROOT) + "; "
                            + reader.map(Reader::name).orElse("nobody") + " does not have it."));
        }
    }

    /** A member reads what a community may have, in its own community, and nothing else. */
    private void member(ContainerRequestContext request, boolean cosigners) {
        Optional<String> log = log(request.getUriInfo().getPath());
        Optional<String> name = log.flatMap(known -> signed.member(
                known,
                request.getMethod(),
                request.getUriInfo().getRequestUri().getRawPath(),
                request.getHeaderString(HttpHeaders.AUTHORIZATION),
                cosigners));
        if (name.isEmpty()) {
            request.abortWith(Problem.of(
                            Response.Status.FORBIDDEN,
                            "not-a-member",
                            "The request is not signed by a member of this community for this node and this moment.")
                    .response());
            return;
        }
        Reader reader = new Reader(name.orElseThrow(), false, false, false, log, Tlp.AMBER);
        caller.is(
                reader,
                () -> signed.stands(log.orElseThrow(), reader.name(), cosigners)
                        ? Optional.of(reader)
                        : Optional.empty());
    }

    /** The log that {@code /ledger/NAME/...} names. */
    private static Optional<String> log(String path) {
        String[] parts = path.split("/", 4);
        return parts.length > 3 && parts[1].equals("ledger") ? Optional.of(parts[2]) : Optional.empty();
    }

    /** A token that only pushes is nobody elsewhere, not even where anyone may go. */
    private void push(ContainerRequestContext request, Right right, String source) {
        if (right == Right.PUSH) {
            caller.pushes(source);
        } else {
            request.abortWith(forbidden("This token may only push lines to the source " + source + "."));
        }
    }

    /** The right an endpoint asks for: on its method, else on its class. */
    static Optional<Right> asked(ResourceInfo resource) {
        Method method = resource.getResourceMethod();
        Allow onMethod = method.getAnnotation(Allow.class);
        Allow allow = onMethod != null ? onMethod : method.getDeclaringClass().getAnnotation(Allow.class);
        return Optional.ofNullable(allow).map(Allow::value);
    }

    private static boolean holds(Reader reader, Right right) {
        return switch (right) {
            case ANYONE, READ -> true;
            case WRITE -> reader.write();
            case PUSH, MEMBER, COSIGNER, OWNER -> reader.owner();
        };
    }

    private Optional<Supplier<Optional<Reader>>> fromHeader(ContainerRequestContext request) {
        return credentials(request)
                .map(given -> () -> tokens.reader(given.secret()).filter(given::names));
    }

    private static Optional<Secret> secret(ContainerRequestContext request) {
        return credentials(request).map(Credentials::secret);
    }

    /** @param user with Basic: the token's name (RFC 7617) */
    private record Credentials(Secret secret, Optional<String> user) {
        boolean names(Reader reader) {
            return user.map(name -> name.equals(reader.name())).orElse(true);
        }
    }

    private static Optional<Credentials> credentials(ContainerRequestContext request) {
        String header = request.getHeaderString(HttpHeaders.AUTHORIZATION);
        if (header == null || header.length() > 2 * Secret.CHARS_MAX) {
            return Optional.empty();
        }
        int space = header.indexOf(' ');
        String scheme = space < 0 ? header : header.substring(0, space);
        String credentials = header.substring(space + 1).strip();
        if (scheme.equalsIgnoreCase("Bearer")) {
            return Optional.of(new Credentials(Secret.of(credentials), Optional.empty()));
        }
        return scheme.equalsIgnoreCase("Basic") ? basic(credentials) : Optional.empty();
    }

    private static Optional<Credentials> basic(String credentials) {
        byte[] decoded;
        try {
            decoded = Base64.getDecoder().decode(credentials);
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
        String pair = new String(decoded, StandardCharsets.UTF_8);
        int colon = pair.indexOf(':');
        if (colon < 0) {
            return Optional.empty();
        }
        return Optional.of(
                new Credentials(Secret.of(pair.substring(colon + 1)), Optional.of(pair.substring(0, colon))));
    }

    private Optional<Supplier<Optional<Reader>>> fromCookie(ContainerRequestContext request) {
        Cookie cookie = request.getCookies().get(SESSION_COOKIE);
        if (cookie == null || cookie.getValue().length() > Secret.CHARS_MAX || !fromOwnPage(request)) {
            return Optional.empty();
        }
        Secret secret = Secret.of(cookie.getValue());
        return Optional.of(() -> sessions.reader(secret));
    }

    private static boolean fromOwnPage(ContainerRequestContext request) {
        return SAFE_METHODS.contains(request.getMethod())
                || OwnPages.sent(
                        request.getHeaderString("Sec-Fetch-Site"),
                        request.getHeaderString("Origin"),
                        request.getHeaderString(HttpHeaders.HOST));
    }

    private static Response unknown(ContainerRequestContext request) {
        String path = request.getUriInfo().getPath();
        boolean page = PROGRAMS.stream().noneMatch(path::startsWith);
        if (page && SAFE_METHODS.contains(request.getMethod())) {
            return Response.seeOther(URI.create("/sign-in")).build();
        }
        Response problem = Problem.of(
                        Response.Status.UNAUTHORIZED,
                        "unknown-caller",
                        "Send a token: Authorization: Bearer TOKEN. The owner's stands in owner.token of the home folder;"
                                + " `commonwatch token create` makes others.")
                .response();
        return Response.fromResponse(problem)
                .header(HttpHeaders.WWW_AUTHENTICATE, CHALLENGE)
                .build();
    }

    private static Response forbidden(String detail) {
        return Problem.of(Response.Status.FORBIDDEN, "not-allowed", detail).response();
    }
}
