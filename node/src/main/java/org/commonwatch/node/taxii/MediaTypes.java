package org.commonwatch.node.taxii;

import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Content negotiation of TAXII 2.1 sections 1.6.8.1 and 3.3: one type, one version, said in full or in part. */
final class MediaTypes {
    private static final int HEADER_CHARS_MAX = 1_024;

    private MediaTypes() {}

    /** @throws TaxiiError 406 when the client accepts nothing we speak */
    static void checkAccept(@Nullable String accept) {
        if (accept == null || accept.isBlank()) {
            return;
        }
        boolean speaks = accept.length() <= HEADER_CHARS_MAX
                && List.of(accept.split(",")).stream().anyMatch(MediaTypes::speaks);
        if (!speaks) {
            throw TaxiiError.of(
                    Response.Status.NOT_ACCEPTABLE,
                    "not-acceptable",
                    "This server speaks " + TaxiiJson.MEDIA_TYPE + "; ask for that in Accept.");
        }
    }

    /** @throws TaxiiError 415 when the body is of another type */
    static void checkContent(@Nullable String contentType) {
        boolean taxii = contentType != null
                && contentType.length() <= HEADER_CHARS_MAX
                && type(contentType).equals("application/taxii+json")
                && version(contentType).map("2.1"::equals).orElse(false);
        if (!taxii) {
            throw TaxiiError.of(
                    Response.Status.UNSUPPORTED_MEDIA_TYPE,
                    "unsupported-media-type",
                    "Send Content-Type: " + TaxiiJson.MEDIA_TYPE + ".");
        }
    }

    private static boolean speaks(String range) {
        String type = type(range);
        boolean ours = type.equals("application/taxii+json") || type.equals("application/*") || type.equals("*/*");
        return ours && !refused(range) && version(range).map("2.1"::equals).orElse(true);
    }

    private static String type(String range) {
        return range.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    private static Optional<String> version(String range) {
        return parameter(range, "version");
    }

    private static boolean refused(String range) {
        return parameter(range, "q").map(q -> q.matches("0(\\.0*)?")).orElse(false);
    }

    private static Optional<String> parameter(String range, String name) {
        for (String part : range.split(";")) {
            String[] pair = part.strip().split("=", 2);
            if (pair.length == 2 && pair[0].strip().equalsIgnoreCase(name)) {
                return Optional.of(pair[1].strip().replace("\"", ""));
            }
        }
        return Optional.empty();
    }
}
