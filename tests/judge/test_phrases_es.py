"""Spanish turns of phrase, of Spain and of Latin America, and what each of them tells."""

from __future__ import annotations

import pytest

from notworking.judge.clues import findings
from notworking.judge.words import Words


def names(text: str) -> set[str]:
    return {one.name for one in findings(Words(text=text, language="es"))}


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("¿Podríamos tener una breve llamada el jueves?", "asks_meeting"),
        ("¿Le agendo una videollamada para el martes?", "asks_meeting"),
        (
            "¿Me regalás 15 minutos de tu semana? Te regalo yo 15 minutos para mostrarte.",
            "asks_for_minutes",
        ),
        ("¿Te copa que te lo muestre?", "asks_to_buy"),
        ("Si quiere, le envío una cotización sin compromiso.", "asks_to_buy"),
        ("La primera auditoría es gratis.", "offers_bait"),
        ("Un grupo inversor desea comprar su clínica.", "asks_to_sell_up"),
        ("¿Estarías abierto a explorar esto?", "asks_interest"),
        ("Quedo a la espera de sus comentarios.", "asks_for_reply"),
        ("Puedes contactarme en este correo.", "asks_for_reply"),
        ("¿Quién se encarga de las compras en su despacho?", "asks_for_route"),
        ("¿Podría reenviarlo a la persona encargada?", "asks_for_route"),
        ("Busco prácticas de verano y adjunto mi CV.", "asks_to_be_hired"),
        ("Tenemos seis desarrolladores disponibles desde el lunes.", "offers_candidates"),
        ("Buscamos enfermeras para Noruega, vivienda incluida.", "asks_to_recruit"),
        ("Tu perfil encaja muy bien con lo que pide mi cliente.", "asks_to_recruit"),
        ("Estamos levantando una ronda semilla.", "asks_to_invest"),
        ("Le propongo una alianza estratégica con su empresa.", "asks_to_partner"),
        ("¿Me podrías presentar a tu socia?", "asks_for_introduction"),
        ("¿Publicarían un artículo patrocinado en su blog?", "asks_to_publish"),
        ("Nos complace invitarle a la jornada sobre riego.", "asks_to_attend"),
        ("Me encantaría conectar contigo.", "asks_to_connect"),
        ("¿Contestarías una encuesta breve para mi tesis?", "asks_for_advice"),
        ("Gracias por aceptar mi invitación.", "thanks_for_connecting"),
        ("Ayudamos a clínicas dentales a llenar la agenda.", "describes_offering"),
        ("Nuestra plataforma permite controlar los gastos.", "describes_offering"),
        ("Hemos creado una herramienta para despachos.", "describes_offering"),
        ("Su página no aparece en Google.", "sells_visibility"),
        ("Le conseguimos más pacientes cada mes.", "sells_leads"),
        ("¿Siguen llevando las reservas a mano?", "pain_question"),
        ("Me permito escribirle en nombre de mi firma.", "empty_opener"),
        ("Enhorabuena por tu trayectoria.", "flattery"),
        ("Vi que abriste un segundo local.", "found_you"),
        ("Le saluda Iván, director comercial.", "introduces_self"),
        ("Hoteles como el tuyo ya lo usan.", "social_proof"),
        ("¿Pudiste ver mi correo?", "follow_up_bump"),
        ("Si no le interesa, responda BAJA.", "opt_out_sentence"),
        ("Como me pediste, van las cuentas del trimestre.", "answers_you"),
        ("Muchas gracias por tu respuesta de ayer.", "refers_to_your_mail"),
        ("Nos vemos el lunes a las ocho.", "settles_date"),
        ("Le adjunto el acta firmada.", "brings_paper"),
        ("¿Te acordás de la receta de la abuela?", "shared_past"),
        ("El casero dice que el plazo vence el viernes.", "shared_work"),
        ("Dale recuerdos a tu madre de mi parte.", "passes_greetings"),
        ("Perdona la tardanza, estuve fuera.", "apologises_for_delay"),
        ("No me ha llegado el paquete que pedí.", "customer_request"),
        ("No me deja entrar y me sale un error.", "support_question"),
        ("Me parece bien, cuenta conmigo.", "confirms_or_decides"),
        ("Hay que llevar botas y bocadillo.", "shared_logistics"),
        ("¿Me da permiso para leer su poema en clase?", "asks_permission"),
    ],
)
def test_a_spanish_turn_of_phrase_tells_what_it_means(text: str, finding: str) -> None:
    """Weights are shared by all languages: what is not found in Spanish cannot count there."""
    assert finding in names(text)


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("Como quedamos, hablamos el jueves.", "asks_meeting"),
        ("Tardo quince minutos en llegar a la estación.", "asks_for_minutes"),
        ("¿Me mandas la lista de agosto?", "asks_to_buy"),
        ("Avísame cuando llegues.", "asks_for_reply"),
        ("El tren de las nueve va lleno.", "asks_for_route"),
        ("Me han hecho el cargo de dos entradas.", "asks_to_recruit"),
        ("He puesto la mesa para ocho.", "asks_to_recruit"),
        ("Los socios votaron ayer las cuentas.", "asks_to_partner"),
        ("La niña tiene el curso nuevo en el cole.", "asks_to_attend"),
        ("La comida estaba buena, hicimos paella.", "describes_offering"),
        ("Soy la del cuarto, lleva tu alarma sonando.", "introduces_self"),
        ("La próxima semana te llevo las llaves.", "follow_up_bump"),
        ("Lo necesito cuanto antes, es urgente.", "opt_out_sentence"),
        ("Vale la pena probar nuestra plataforma.", "confirms_or_decides"),
        ("De acuerdo con el IPC, nuestras tarifas suben.", "confirms_or_decides"),
        ("Reserve su plaza hoy mismo.", "brings_paper"),
        ("El encargo de la semana es enorme.", "answers_you"),
        ("Te quiero en mi equipo de líderes.", "personal_matter"),
        ("Plan de ahorro en UF desde este mes.", "informal_tone"),
        ("Nuestro hotel de costa ofrece descuentos.", "shared_logistics"),
        ("Ofrecemos anexo, firma y sello en un solo sistema.", "delivers_something"),
    ],
)
def test_a_spanish_likeness_is_not_taken_for_it(text: str, finding: str) -> None:
    """A reader shown a sentence that is not true of the mail trusts none of the others."""
    assert finding not in names(text)
