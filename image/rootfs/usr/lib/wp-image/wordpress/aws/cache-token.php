<?php
/**
 * What the task's role logs in to ElastiCache with: a request that it has signed and nobody sends, in place of a password
 * (ElastiCache user guide, "Authenticating with IAM").
 */

namespace WpImage;

require_once __DIR__ . '/client.php';

/** The workers of this container share one token; only they can read it. */
const CACHE_TOKEN_FILE = '/run/wp-aws/cache-token';

/** Seconds for which ElastiCache takes a token, its own limit. It counts at the login alone. */
const CACHE_TOKEN_LIFETIME = 900;

/** Seconds for which a token is used again: clocks differ, and a login takes its time. */
const CACHE_TOKEN_AGE = 600;

/** Whether the cache is one of ElastiCache that asks for the task's role. */
function has_cache_login(): bool {
	return null !== setting( 'WP_REDIS_IAM_USER' );
}

/**
 * User and token for a connection that begins now.
 *
 * @return array{string, string}
 * @throws AwsFailure when the task has no credentials
 */
function cache_login(): array {
	$user = setting( 'WP_REDIS_IAM_USER' );
	return array( $user, kept_cache_token() ?? new_cache_token( $user, setting( 'WP_REDIS_IAM_CACHE' ) ) );
}

/** The token of this container's last login, as long as it lasts. */
function kept_cache_token(): ?string {
	$kept = json_decode( (string) @file_get_contents( CACHE_TOKEN_FILE ), true );
	return isset( $kept['token'], $kept['until'] ) && time() < $kept['until'] ? $kept['token'] : null;
}

/** Makes the next login sign a new one. */
function forget_cache_token(): void {
	@unlink( CACHE_TOKEN_FILE );
}

/** @throws AwsFailure */
function new_cache_token( string $user, string $cache ): string {
	$arn         = explode( ':', $cache );
	$request     = new AwsRequest( 'elasticache', $arn[3], 'GET', '/', 'Action=connect&User=' . rawurlencode( $user ), array( 'host' => $arn[6] ), '' );
	$credentials = task_credentials();
	$token       = $arn[6] . '/?' . $request->presigned( $credentials, time(), CACHE_TOKEN_LIFETIME );
	// A token is worth nothing when the credentials that signed it have ended.
	$ends = strtotime( $credentials['Expiration'] ?? '' ) ?: PHP_INT_MAX;
	$kept = CACHE_TOKEN_FILE . '.' . getmypid();
	if ( false === @file_put_contents( $kept, json_encode( array( 'token' => $token, 'until' => min( time() + CACHE_TOKEN_AGE, $ends - 60 ) ) ) ) || ! @rename( $kept, CACHE_TOKEN_FILE ) ) {
		log_line( 'object cache: cannot write ' . CACHE_TOKEN_FILE . ', so each login signs again' );
	}
	return $token;
}
