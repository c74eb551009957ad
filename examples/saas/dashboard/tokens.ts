// Access tokens: JSON Web Tokens that both services verify with one secret. app/tokens.py is the other half.
import { jwtVerify } from "jose";

export interface Claims {
  organizationId: string;
  userId: string;
}

/** What a token says; throws one of jose's errors where it does not hold. */
export async function verify(token: string, secret: string): Promise<Claims> {
  const { payload } = await jwtVerify(token, new TextEncoder().encode(secret), {
    algorithms: ["HS256"],
    issuer: "saas",
    requiredClaims: ["exp", "sub", "org"],
  });
  if (typeof payload.org !== "string" || !payload.org) throw new Error("the claim `org` is no organization");
  return { organizationId: payload.org, userId: payload.sub! };
}
