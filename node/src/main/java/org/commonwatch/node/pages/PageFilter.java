package org.commonwatch.node.pages;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;
import java.util.List;
import java.util.Locale;
import org.commonwatch.node.http.Problem;

/**
 * Makes problems readable: a person's browser gets a page, a program the problem document, also where the framework itself
 * answered without a body. Pages are never cached, since what they show depends on who asks.
 */
@Provider
@Priority(Priorities.USER)
public class PageFilter implements ContainerRequestFilter, ContainerResponseFilter {
    /** Addresses below which there are no pages, but for one. */
    private static final List<String> PROGRAMS = List.of("/api/", "/taxii2", "/ledger/", "/witness/");

    private static final String PROOF_PAGE = "/ledger/check";

    private final Layout layout;

    @Inject
    PageFilter(Layout layout) {
        this.layout = layout;
    }

    @CheckedTemplate(basePath = "pages")
    static class Templates {
        private Templates() {}

        static native TemplateInstance problem(Problem problem);
    }

    /** Programs, which ask most often, get no frame: making one asks every slice for its place in it. */
    @Override
    public void filter(ContainerRequestContext request) {
        String path = request.getUriInfo().getPath();
        if (PROGRAMS.stream().noneMatch(path::startsWith) || path.equals(PROOF_PAGE)) {
            layout.of(request);
        }
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        String path = request.getUriInfo().getPath();
        if (path.startsWith("/taxii2")) {
            return;
        }
        boolean page = isPage(path);
        if (response.getStatus() >= Response.Status.BAD_REQUEST.getStatusCode()
                || response.getEntity() instanceof Problem) {
            explain(request, response, page);
        }
        boolean html =
                response.getMediaType() != null && response.getMediaType().isCompatible(MediaType.TEXT_HTML_TYPE);
        if ((html || page) && !response.getHeaders().containsKey(HttpHeaders.CACHE_CONTROL)) {
            response.getHeaders().putSingle(HttpHeaders.CACHE_CONTROL, "no-store");
        }
    }

    private void explain(ContainerRequestContext request, ContainerResponseContext response, boolean page) {
        Object entity = response.getEntity();
        if (entity != null && !(entity instanceof Problem)) {
            return;
        }
        Problem problem = entity instanceof Problem known ? known : problem(response.getStatus());
        if (page && wantsHtml(request)) {
            layout.of(request);
            response.setEntity(
                    Templates.problem(problem).render(),
                    new java.lang.annotation.Annotation[0],
                    MediaType.TEXT_HTML_TYPE);
        } else if (entity == null) {
            response.setEntity(problem, new java.lang.annotation.Annotation[0], MediaType.valueOf(Problem.MEDIA_TYPE));
        }
    }

    private static boolean isPage(String path) {
        return !path.startsWith("/api/") && !path.startsWith("/ledger/") && !path.startsWith("/q/");
    }

    private static boolean wantsHtml(ContainerRequestContext request) {
        String accept = request.getHeaderString(HttpHeaders.ACCEPT);
        return accept != null && accept.contains(MediaType.TEXT_HTML);
    }

    private static Problem problem(int status) {
        Response.Status known = Response.Status.fromStatusCode(status);
        if (known == null) {
            return new Problem(
                    "about:blank", "Error", status, "The request was not answered.", "http-" + status, List.of());
        }
        String code = known.getReasonPhrase().toLowerCase(Locale.ROOT).replace(' ', '-');
        return Problem.of(known, code, detail(known));
    }

    private static String detail(Response.Status status) {
        return switch (status) {
            case NOT_FOUND -> "There is nothing at this address.";
            case METHOD_NOT_ALLOWED -> "This address does not take that kind of request.";
            case REQUEST_ENTITY_TOO_LARGE -> "The request is larger than this node takes.";
            case UNSUPPORTED_MEDIA_TYPE -> "This address does not take that kind of content.";
            case NOT_ACCEPTABLE -> "This address cannot answer in the form that was asked for.";
            default -> "The request was not answered: " + status.getReasonPhrase() + ".";
        };
    }
}
