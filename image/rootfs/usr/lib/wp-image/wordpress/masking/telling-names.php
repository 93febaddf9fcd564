<?php
/**
 * What the name of a column, an option, a meta value or a member of a list tells of its value.
 */

namespace WpImage;

final class TellingNames {
	/** By parts of names; the first that fits decides. */
	private const MASKS = array(
		'empty'      => '/(?:^|_)(?:iban|bic|card_?(?:number|no)|cvc|cvv|ssn|passport|tax_?(?:id|number|no)|vat_?(?:id|number|no)|account_?(?:number|holder)|birth(?:day|date)?|date_of_birth|dob|gender|lat(?:itude)?|lon(?:gitude)?)(?:$|_)/',
		'secret'     => '/(?:^|_)(?:pass|passwd|password|passphrase|pwd|secret|secrets|token|tokens|salt|nonce|credentials?|licen[cs]e|oauth|private|webhooks?|cookies?|signature|jwt|bearer|pin|otp|totp|dsn)(?:$|_)|(?:^|_)(?:api|app|access|consumer|publishable|encryption|activation|client|merchant|auth|security)_?(?:keys?|id|user|username|login|code)(?:$|_)|(?:^|_)(?:site|server|account)_?keys?(?:$|_)|(?:^|_)(?:key|apikey|sitekey|secretkey)s?$|(?:^|_)(?:user_?name|user_?login)_?(?:smtp|api|ftp)|smtp/',
		'mail'       => '/(?:^|_)(?:e_?mails?|mail_?(?:address|from|to)|mails?|recipients?|reply_?to|cc|bcc)(?:$|_)/',
		'agent'      => '/(?:^|_)(?:user_?agent|browser)(?:$|_)/',
		'ip'         => '/(?:^|_)(?:ips?|ip_?addr(?:ess)?|ip_?v?[46]|remote_?addr(?:ess)?|remote_?host)(?:$|_)/',
		'first-name' => '/(?:^|_)(?:first_?name|fname|given_?name|forename|vorname)(?:$|_)/',
		'last-name'  => '/(?:^|_)(?:last_?name|lname|sur_?name|family_?name|nachname)(?:$|_)/',
		'name'       => '/(?:^|_)(?:(?:full|display|contact|customer|client|user|author|sender|recipient|subscriber|member|person|attendee|guest|your|billing|shipping|nick)_?name|nickname)(?:$|_)/',
		'login'      => '/^(?:user_?)?(?:login|nicename|username)$/',
		'phone'      => '/(?:^|_)(?:tele?phone|phone|phone_?(?:number|no)|tel|telefon|mobile|cell|fax|handy|whatsapp)(?:$|_)/',
		'street'     => '/(?:^|_)(?:street|strasse|addr(?:ess)?(?:_?line)?(?:_?[12])?|house_?(?:number|no))(?:$|_)/',
		'city'       => '/(?:^|_)(?:city|town|ort)(?:$|_)/',
		'postcode'   => '/(?:^|_)(?:zip|zip_?code|post_?code|postal_?code|plz)(?:$|_)/',
		'company'    => '/(?:^|_)(?:company|company_?name|organi[sz]ation|employer)(?:$|_)/',
	);

	/** Names that look like one of these and are none. */
	private const NONE = '/^(?:blogname|.*_?(?:count|color|enabled|disabled|status|format|template|subject|label|title|page_?id|thumbnail_?id|position|width|height|required|type)|_?menu_item_.*|mail_?(?:format|charset)|post_?name|slug|option_name|meta_key|capability|product_name|order_item_name)$/';

	/** The mask that a name asks for; null where it tells nothing. */
	public static function mask( string $name ): ?string {
		static $known = array();
		if ( array_key_exists( $name, $known ) ) {
			return $known[ $name ];
		}
		$plain = strtolower( (string) preg_replace( array( '/(?<=[a-z0-9])(?=[A-Z])/', '/[^A-Za-z0-9]+/' ), '_', $name ) );
		$mask  = null;
		if ( ! preg_match( self::NONE, $plain ) ) {
			foreach ( self::MASKS as $one => $pattern ) {
				if ( preg_match( $pattern, $plain ) ) {
					$mask = 'secret' === $one ? 'empty' : $one;
					break;
				}
			}
		}
		if ( count( $known ) > 20000 ) {
			$known = array();
		}
		return $known[ $name ] = $mask;
	}

	/** Whether a value is a key or a token by its form, whatever its name. */
	public static function is_secret( string $value ): bool {
		return 1 === preg_match( '/(?:^|[^A-Za-z0-9])(?:[rsp]k_(?:live|test)_\w{10,}|(?:AKIA|ASIA)[A-Z0-9]{16}|xox[abprs]-[\w-]{10,}|gh[pousr]_\w{20,}|github_pat_\w{20,}|SG\.[\w-]{16,}\.[\w-]{16,}|AIza[\w-]{30,}|eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]+|key-[0-9a-f]{32}|whsec_\w{16,}|[0-9a-f]{32}-us\d{1,2})|-----BEGIN [A-Z ]*PRIVATE KEY|:\/\/[^\/\s:@]+:[^\/\s@]+@/', $value )
			|| ( preg_match( '/^[A-Za-z0-9+\/=_-]{32,}$/D', $value ) && preg_match( '/\d/', $value ) && preg_match( '/[A-Za-z]/', $value ) && ! str_contains( $value, '--' ) );
	}
}
