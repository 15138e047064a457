"""What the Portuguese phrase lists find, of Brazil and of Portugal, and what they must not."""

from __future__ import annotations

import pytest

from notworking.judge.clues import findings
from notworking.judge.words import Words


def names(text: str) -> set[str]:
    return {one.name for one in findings(Words(text=text, language="pt"))}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Podemos marcar uma conversa na terça?", "asks_meeting"),
        ("Topa um papo rápido de 20 min?", "asks_meeting"),
        ("Teria disponibilidade para uma breve reunião?", "asks_meeting"),
        ("Bastam-me quinze minutos do seu tempo.", "asks_for_minutes"),
        ("Escolha aqui o melhor horário na minha agenda.", "asks_meeting"),
        ("Posso enviar-lhe a nossa tabela de preços?", "asks_to_buy"),
        ("Aproveite agora os 20% de desconto.", "asks_to_buy"),
        ("Fazemos um diagnóstico gratuito da sua loja.", "offers_bait"),
        ("Quer que eu te mande um vídeo curto?", "offers_bait"),
        ("Tenho comprador para o seu apartamento.", "asks_to_sell_up"),
        ("Faz sentido para a sua equipa?", "asks_interest"),
        ("Fico a aguardar a sua resposta.", "asks_for_reply"),
        ("É com você que eu falo sobre frete?", "asks_for_route"),
        ("Quem trata das compras aí na empresa?", "asks_for_route"),
        ("Estou em recolocação e anexo o meu currículo.", "asks_to_be_hired"),
        ("O seu perfil encaixa na vaga de gerente.", "asks_to_recruit"),
        ("Estamos a recrutar engenheiros para Braga.", "asks_to_recruit"),
        ("Buscamos investidores para a rodada seed.", "asks_to_invest"),
        ("Gostaria de propor uma parceria comercial.", "asks_to_partner"),
        ("Conseguia fazer-me uma ponte com a direção?", "asks_for_introduction"),
        ("Aceita um guest post no seu blog?", "asks_to_publish"),
        ("Inscreva-se no nosso webinar gratuito.", "asks_to_attend"),
        ("Seria um gosto tê-lo na minha rede.", "asks_to_connect"),
        ("Obrigada por aceitar o meu convite!", "thanks_for_connecting"),
        ("Ajudamos clínicas a reduzir faltas.", "describes_offering"),
        ("A nossa plataforma automatiza os pagamentos.", "describes_offering"),
        ("Espero que esteja tudo bem consigo.", "empty_opener"),
        ("Vi o seu perfil no LinkedIn.", "found_you"),
        ("Reparei que vocês estão contratando vendedores.", "found_you"),
        ("Já trabalham connosco 40 clínicas da região.", "social_proof"),
        ("Restam apenas 3 vagas.", "urgency"),
        ("Se preferir não receber mais, é só me avisar.", "opt_out_sentence"),
        ("Conseguiu ver o meu último e-mail?", "follow_up_bump"),
        ("A comissão é de 15% sobre o valor.", "states_terms"),
        ("Como pediste, segue a ata.", "answers_you"),
        ("Recebi o seu e-mail ontem.", "refers_to_your_mail"),
        ("Segue em anexo o contrato assinado.", "brings_paper"),
        ("Quinta para mim está bem.", "settles_date"),
        ("Desculpa só responder agora.", "apologises_for_delay"),
        ("Lembras-te daquele jantar em Évora?", "shared_past"),
        ("O senhorio aceitou a obra na cozinha.", "shared_work"),
        ("Um beijinho para a tua mãe.", "passes_greetings"),
        ("A encomenda ainda não chegou.", "customer_request"),
        ("Obrigado pela boleia de ontem!", "gives_thanks"),
    ],
)
def test_a_portuguese_turn_of_phrase_gives_its_finding(text: str, expected: str) -> None:
    """Each is common in one country or both; unseen, the mail is judged on half of what it says."""
    assert expected in names(text)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("Vi o modelo que mandaste e gostei da cor.", "found_you"),
        ("Na quinta-feira de manhã levo o carro.", "asks_to_attend"),
        ("A comissão reúne na terça.", "asks_to_partner"),
        ("A comissão reúne na terça.", "offers_commission"),
        ("O boleto tem vencimento no dia 10.", "asks_to_recruit"),
        ("Preciso que o pessoal feche o portão.", "asks_to_recruit"),
        ("A companhia aceita reduzir o prémio do seguro.", "offers_commission"),
        ("A minha vizinha caiu outra vez.", "social_proof"),
        ("Ainda não nos conhecemos pessoalmente.", "claims_met_at"),
        ("Vimos no jornal que a ponte fechou.", "claims_met_at"),
        ("Sou o pai da Matilde, do quinto ano.", "introduces_self"),
        ("Responda até sexta, sem falta.", "settles_date"),
        ("Garantimos o menor preço até sexta.", "shared_logistics"),
        ("A responsável pela turma é a professora Ana.", "admits_stranger"),
        ("Lisboa é a capital de Portugal.", "asks_to_invest"),
        ("Tome o remédio antes do jantar de domingo.", "asks_to_attend"),
        ("O restaurante do mercado faz um ensopado que vale a viagem.", "describes_offering"),
        ("Fiz um protótipo do vosso site, de graça.", "customer_request"),
        ("Temos capital de giro para abrir a loja.", "informal_tone"),
        ("O capítulo que a seu ver interessa a poucos leitores sai.", "asks_interest"),
        ("E se você não me avisar até amanhã, fecho a conta.", "pain_question"),
        ("Como falámos, não há pressa; o escritório fecha em agosto.", "urgency"),
    ],
)
def test_what_only_looks_like_a_portuguese_pitch_is_not_told_as_one(text: str, wrong: str) -> None:
    """A reason that is not true of the mail costs the reader's trust in all the others."""
    assert wrong not in names(text)


def test_portuguese_typed_without_accents_is_read_the_same() -> None:
    """Half of all mail from phones has none."""
    assert "asks_meeting" in names("Podemos agendar uma reuniao?")
    assert "found_you" in names("vi q seu projeto ta crescendo")
